// Content with its sensitive spans cut out, so that one list of pieces can be shown raw or redacted, for either reader.

import { assertNever } from '../../protocol/assert-never.ts';
import { pointerStep } from '../../protocol/json-pointer.ts';
import type { Confidence, SensitiveClass } from '../detect/detection.ts';
import type { RedactAction } from '../policy/privacy-policy.ts';
import type { Replacement } from '../redact/redact.ts';
import type { BlockField } from './blocks.ts';
import type { Reader } from './host.ts';

/** One sensitive span: what it is, how that is known, and what stands in its place for whom. */
export interface Spot {
  readonly class: SensitiveClass;
  /** JSON pointer within the message. */
  readonly path: string;
  /** As it is shown while masked, e.g. `⟦card number A⟧`: the secret itself is never part of a view. */
  readonly mask: string;
  readonly action: RedactAction;
  readonly placeholder: string;
  /** Readers whom the policy lets have it. */
  readonly may: readonly Reader[];
  /** Absent where a secret that was found elsewhere is quoted again. */
  readonly found?: {
    readonly detector: string;
    readonly confidence: Confidence;
    readonly why: string;
  };
  /** Name of the person's own rule that claimed it. */
  readonly rule?: string;
}

/** A run of text, or a spot by its index. */
export type Piece = string | number;

/** A replacement, and the index of its spot. */
export interface PlacedSpot {
  readonly replacement: Replacement;
  readonly index: number;
}

/** Spots by the pointer of the text that holds them, in the order of their places. */
export type SpotsAt = ReadonlyMap<string, readonly PlacedSpot[]>;

/** Puts replacements where the pieces of a field look for them. */
export function placeSpots(replacements: readonly Replacement[]): SpotsAt {
  const at = new Map<string, PlacedSpot[]>();
  for (const [index, replacement] of replacements.entries()) {
    const key = keyOf(replacement.path, replacement.inName === true);
    const spots = at.get(key);
    if (spots) spots.push({ replacement, index });
    else at.set(key, [{ replacement, index }]);
  }
  for (const spots of at.values()) spots.sort((a, b) => a.replacement.start - b.replacement.start);
  return at;
}

/** The name of a member and its value have the same pointer. */
function keyOf(path: string, inName: boolean): string {
  return inName ? `name ${path}` : path;
}

/** Text between the spots, and the spots. `write` escapes what it is given as the text around it wants. */
function cutText(
  text: string,
  spots: readonly PlacedSpot[] | undefined,
  write: (text: string) => string,
): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { replacement, index } of spots ?? []) {
    if (replacement.start < end) continue;
    if (replacement.start > end) pieces.push(write(text.slice(end, replacement.start)));
    pieces.push(index);
    end = replacement.end;
  }
  if (end < text.length) pieces.push(write(text.slice(end)));
  return pieces;
}

const plain = (text: string): string => text;
const inString = (text: string): string => JSON.stringify(text).slice(1, -1);

type Task =
  { readonly write: Piece } | { readonly value: unknown; readonly path: string; readonly depth: number };

/** What opens, closes and separates the members of an object or array. */
function membersOf(value: object, path: string, depth: number, spots: SpotsAt, indent: number): Task[] {
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((entry: unknown, index): readonly [string | number, unknown] => [index, entry])
    : Object.entries(value);
  const line = (deep: number): string => (indent === 0 ? '' : `\n${' '.repeat(indent * deep)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) return [{ write: `${open}${close}` }];
  const tasks: Task[] = [{ write: open }];
  for (const [place, [name, entry]] of members.entries()) {
    const at = `${path}${pointerStep(name)}`;
    tasks.push({ write: `${place === 0 ? '' : ','}${line(depth + 1)}` });
    if (!isList) {
      tasks.push({ write: '"' });
      for (const piece of cutText(String(name), spots.get(keyOf(at, true)), inString))
        tasks.push({ write: piece });
      tasks.push({ write: indent === 0 ? '":' : '": ' });
    }
    tasks.push({ value: entry, path: at, depth: depth + 1 });
  }
  tasks.push({ write: `${line(depth)}${close}` });
  return tasks;
}

/** JSON text in pieces. Iterative, so that depth cannot overflow. */
function cutJson(root: unknown, path: string, spots: SpotsAt, indent: number): Piece[] {
  const pieces: Piece[] = [];
  const stack: Task[] = [{ value: root, path, depth: 0 }];
  for (let task = stack.pop(); task; task = stack.pop()) {
    if ('write' in task) {
      pieces.push(task.write);
      continue;
    }
    const { value, path: at, depth } = task;
    if (typeof value === 'string') {
      pieces.push('"', ...cutText(value, spots.get(at), inString), '"');
    } else if (typeof value === 'object' && value !== null) {
      const tasks = membersOf(value, at, depth, spots, indent);
      for (let last = tasks.pop(); last; last = tasks.pop()) stack.push(last);
    } else {
      pieces.push(...cutText(JSON.stringify(value) ?? 'null', spots.get(at), plain));
    }
  }
  return pieces;
}

/** A field in pieces; JSON is written with this indentation. */
export function piecesOf(field: BlockField, spots: SpotsAt, indent = 2): Piece[] {
  switch (field.kind) {
    case 'text':
      return cutText(field.text, spots.get(field.path), plain);
    case 'json':
      return cutJson(field.value, field.path, spots, indent);
    default:
      return assertNever(field);
  }
}

/** Spots that are shown of one field: each is something to press, and a thousand of them hold up a page. */
const MOST_SPOTS = 250;

/** Pieces up to about `limit` characters of text, neighbours joined, and how many characters were left out. */
export function shorten(
  pieces: readonly Piece[],
  limit: number,
): { readonly pieces: readonly Piece[]; readonly left: number } {
  const kept: Piece[] = [];
  let length = 0;
  let left = 0;
  let spots = 0;
  for (const piece of pieces) {
    if (length >= limit || spots >= MOST_SPOTS) {
      left += typeof piece === 'string' ? piece.length : 0;
      continue;
    }
    if (typeof piece === 'number') {
      kept.push(piece);
      spots += 1;
      continue;
    }
    const fits = piece.slice(0, limit - length);
    left += piece.length - fits.length;
    length += fits.length;
    const before = kept.at(-1);
    if (typeof before === 'string') kept[kept.length - 1] = before + fits;
    else kept.push(fits);
  }
  return { pieces: kept, left };
}
