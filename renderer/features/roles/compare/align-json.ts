// Several JSON values laid side by side: the same member stands on the same line in every column, so that what differs,
// or is there for one alone, is seen at a glance. Pure.

import { isJsonObject } from '../../../../shared/protocol/json.ts';

/** One line of all columns. */
export interface AlignedLine {
  /** JSON pointer of what the line tells of, and whether it closes it. */
  readonly key: string;
  readonly depth: number;
  /** Name of the member; absent for the whole, for entries of arrays and where something closes. */
  readonly name: string | undefined;
  /** By column: the text after the name; `undefined` where the column has no such member. */
  readonly texts: readonly (string | undefined)[];
  readonly kind: 'value' | 'open' | 'close';
}

/** A column without a value: nothing was answered. */
export const ABSENT: unique symbol = Symbol('absent');
type Value = unknown;

/** Deeper than any sane answer; what is beyond stands on one line. */
const DEEPEST = 24;
/** More lines than anybody reads; the rest is left out, and said to be. */
const MOST = 4000;

/** Members by which entries of a list are told apart, the most telling first. */
const IDENTIFYING = ['id', 'name', 'uri', 'key', 'sku', 'code'];

/** Ends the key of a closing line. No pointer ends so: there `~` is followed by a digit (RFC 6901 §3). */
const CLOSE = '~';

/** The key of the container that a line opens or closes; of a value its own. */
const placeOf = ({ key }: AlignedLine): string => (key.endsWith(CLOSE) ? key.slice(0, -CLOSE.length) : key);

const isContainer = (value: Value): boolean => Array.isArray(value) || isJsonObject(value);
const textOf = (value: Value): string => JSON.stringify(value) ?? 'undefined';

/** The member that tells the entries of every list apart, if there is one. */
function identifierOf(lists: readonly (readonly Value[])[]): string | undefined {
  return IDENTIFYING.find((name) =>
    lists.every((list) => {
      const ids = list.map((entry) => (isJsonObject(entry) ? entry[name] : undefined));
      const known = ids.every((id) => typeof id === 'string' || typeof id === 'number');
      // As text, for so they are told apart below: 1 and "1" are the same name.
      return known && new Set(ids.map(String)).size === ids.length;
    }),
  );
}

interface Member {
  readonly step: string;
  readonly name: string | undefined;
  readonly values: readonly Value[];
}

/**
 * Names of all lists in the order they are first met, each new one after the one it followed. Of each list only as many
 * as can be shown: putting a hundred thousand in order takes seconds.
 */
function mergedOrder(lists: readonly (readonly string[])[]): string[] {
  const order: string[] = [];
  const known = new Set<string>();
  for (const list of lists) {
    let at = 0;
    for (const name of list.slice(0, MOST)) {
      if (known.has(name)) at = order.indexOf(name) + 1;
      else {
        known.add(name);
        order.splice(at, 0, name);
        at += 1;
      }
    }
  }
  return order;
}

function membersOf(values: readonly Value[]): Member[] {
  const present = values.filter((value) => value !== ABSENT);
  if (present.every(isJsonObject)) {
    const names = mergedOrder(present.map((value) => Object.keys(value)));
    return names.map((name) => ({
      step: name,
      name,
      values: values.map((value) =>
        isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : ABSENT,
      ),
    }));
  }
  const lists = values.map((value) => (Array.isArray(value) ? (value as readonly Value[]) : undefined));
  const identifier = identifierOf(lists.filter((list) => list !== undefined));
  const nameOf = (entry: Value, index: number): string =>
    identifier !== undefined && isJsonObject(entry)
      ? `${identifier}=${String(entry[identifier])}`
      : String(index);
  const entries = lists.map((list) => new Map((list ?? []).map((entry, at) => [nameOf(entry, at), entry])));
  return mergedOrder(entries.map((list) => [...list.keys()])).map((step) => ({
    step,
    name: undefined,
    values: entries.map((list) => (list.has(step) ? list.get(step) : ABSENT)),
  }));
}

/** Lays values side by side. A column without a value is `ABSENT`. */
export function alignJson(columns: readonly Value[]): {
  readonly lines: AlignedLine[];
  readonly cut: boolean;
} {
  const lines: AlignedLine[] = [];
  let cut = false;
  const push = (line: AlignedLine): boolean => {
    if (lines.length >= MOST) {
      cut = true;
      return false;
    }
    lines.push(line);
    return true;
  };
  const visit = (name: string | undefined, values: readonly Value[], key: string, depth: number): void => {
    const present = values.filter((value) => value !== ABSENT);
    const opens =
      depth < DEEPEST &&
      present.length > 0 &&
      (present.every((value) => Array.isArray(value)) || present.every(isJsonObject)) &&
      present.some((value) => isContainer(value) && Object.keys(value as object).length > 0);
    const texts = (text: (value: Value) => string) =>
      values.map((value) => (value === ABSENT ? undefined : text(value)));
    if (!opens) {
      push({ key, depth, name, texts: texts(textOf), kind: 'value' });
      return;
    }
    const [open, close] = Array.isArray(present[0]) ? ['[', ']'] : ['{', '}'];
    if (!push({ key, depth, name, texts: texts(() => open), kind: 'open' })) return;
    for (const member of membersOf(values)) {
      if (cut) return;
      const step = member.step.replaceAll('~', '~0').replaceAll('/', '~1');
      visit(member.name, member.values, `${key}/${step}`, depth + 1);
    }
    push({ key: `${key}${CLOSE}`, depth, name: undefined, texts: texts(() => close), kind: 'close' });
  };
  if (columns.some((value) => value !== ABSENT)) visit(undefined, columns, '', 0);
  return { lines, cut };
}

/** By column: whether it differs from the base on this line. */
export function differsFrom(line: AlignedLine, base: number): readonly boolean[] {
  return line.texts.map((text) => text !== line.texts[base]);
}

/** The lines on which some column differs from the base, with what they stand in. */
export function onlyDifferent(lines: readonly AlignedLine[], base: number): AlignedLine[] {
  const kept = new Set<string>();
  for (const line of lines) {
    if (!differsFrom(line, base).includes(true)) continue;
    for (let at = placeOf(line); ; at = at.slice(0, at.lastIndexOf('/'))) {
      kept.add(at);
      if (at === '') break;
    }
  }
  return lines.filter((line) => kept.has(placeOf(line)));
}
