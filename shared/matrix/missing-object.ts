// The same call about an object that does not exist: the identifier is replaced by one of the same shape.

import type { MatrixRow } from './matrix.ts';

const ID =
  /(?:^|[_-])(?:id|ids|uuid|key|number|no|ref|slug|sku|code)$|Id$|ID$|Uuid$|Key$|Number$|Ref$|Slug$|Sku$|Code$/i;

/** The argument that names the object, when there is exactly one that can. */
export function objectArgument({ arguments: given = {} }: Pick<MatrixRow, 'arguments'>): string | undefined {
  const names = Object.keys(given).filter((name) => ['string', 'number'].includes(typeof given[name]));
  const ids = names.filter((name) => ID.test(name));
  if (ids.length === 1) return ids[0];
  return ids.length === 0 && names.length === 1 ? names[0] : undefined;
}

/** Other digits for digits and other letters for letters: the shape stays, the object most likely does not exist. */
function another(text: string, attempt: number): string {
  return text.replaceAll(/[0-9a-z]/g, (character, position: number) => {
    const shift = 3 + attempt * 2 + (position % 3);
    if (character === '0') return position > 0 ? '7' : '0';
    if (/[1-9]/.test(character)) return String(((Number(character) - 1 + shift) % 9) + 1);
    // Hexadecimal letters stay what they are, for the sake of UUIDs.
    const [first, count] = character <= 'f' ? [97, 6] : [103, 20];
    return String.fromCharCode(first + ((character.charCodeAt(0) - first + shift) % count));
  });
}

/** What to ask for in place of an object that exists. */
export interface MissingObject {
  /** Arguments of the call; of a resource, its `uri`. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The identifier that was replaced, and what by. */
  readonly from: string;
  readonly to: string;
}

/** The last part of a URI names the object, when it looks like an identifier. */
function missingUri(uri: string, attempt: number): MissingObject | undefined {
  if (uri.length > 500) return undefined;
  const from = /[^/:?#]*\d[^/:?#]*(?=$|[?#])/.exec(uri)?.[0] ?? '';
  const to = another(from, attempt);
  const at = uri.lastIndexOf(from);
  if (from === '' || to === from) return undefined;
  return { arguments: { uri: uri.slice(0, at) + to + uri.slice(at + from.length) }, from, to };
}

/**
 * A call that names no object, as far as anybody can know without asking.
 * @param attempt 0 or 1, for two different ones
 */
export function missingArguments(
  row: Pick<MatrixRow, 'kind' | 'name' | 'arguments'>,
  attempt: number,
): MissingObject | undefined {
  if (row.kind === 'resource') return missingUri(row.name, attempt);
  const name = objectArgument(row);
  const value = name === undefined ? undefined : row.arguments?.[name];
  if (name === undefined || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  const from = String(value);
  const to = another(from, attempt);
  if (to === from) return undefined;
  return {
    arguments: { ...row.arguments, [name]: typeof value === 'number' ? Number(to) : to },
    from,
    to,
  };
}
