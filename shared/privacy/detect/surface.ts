// Texts inside texts: a JSON string, a percent-encoded parameter, Base64, the data of an event. Detectors read what was
// decoded; what they find is reported where it stands in the text that the caller knows.

/** Where the places of a decoded text lie in the text that it was decoded from. */
export interface Places {
  /** Where the character at `at` begins. */
  start(at: number): number;
  /** Where the character before `at` ends. */
  end(at: number): number;
  /** The other way round, where somebody asks. */
  decoded?(at: number): number;
  /** The text was a JSON string, whose quotes are escaped. */
  readonly escapes?: true;
  /** The pieces of [start, end), where the text was put together from several. */
  pieces?(start: number, end: number): readonly (readonly [start: number, end: number])[];
}

/** A text to read, and where it comes from; without `parent` it is the caller's own. */
export interface Surface {
  readonly text: string;
  readonly parent?: Surface;
  readonly places?: Places;
}

/** The last entry of an ascending list that is at most `value`; 0 when none is. */
export function lastAtMost(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((list[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
