// How hosts differ in what they do with annotations. The specification only says what a client can do with them.

import { assertNever } from '../../protocol/assert-never.ts';
import type { Block } from './blocks.ts';

/**
 * `honours`: a block goes to whom it names, and to everybody when it names nobody; the most important come first.
 * `ignores`: everything goes to the model and is shown, in the order sent, as in most hosts today.
 * `strict`: a block goes to nobody whom it does not name. What names nobody is shown to the person, who may hand it on.
 */
export const HOST_BEHAVIOURS = ['honours', 'ignores', 'strict'] as const;
export type HostBehaviour = (typeof HOST_BEHAVIOURS)[number];

/** Who reads content: the person at the screen, or the model. */
export const READERS = ['person', 'model'] as const;
export type Reader = (typeof READERS)[number];

/** Whether a reader gets a block from a host of this behaviour. */
export function reaches(block: Block, reader: Reader, behaviour: HostBehaviour): boolean {
  // A form asks the person, a log goes to neither: no host has a choice there.
  if (block.bound === 'person') return reader === 'person';
  if (block.bound === 'log') return false;
  const { audience } = block.annotations;
  const named = audience?.includes(reader === 'person' ? 'user' : 'assistant');
  switch (behaviour) {
    case 'ignores':
      return true;
    case 'honours':
      return named ?? true;
    case 'strict':
      return named ?? reader === 'person';
    default:
      return assertNever(behaviour);
  }
}

/** Below this a block is "entirely optional" rather than important: drawn quieter by a host that honours priorities. */
const QUIET = 0.5;

/** How a reader gets one block: its index among those sent, and whether it is quieter than the others. */
export interface Placed {
  readonly block: number;
  readonly quiet: boolean;
}

/** What a reader gets, in the order of a host of this behaviour. */
export function columnOf(blocks: readonly Block[], reader: Reader, behaviour: HostBehaviour): Placed[] {
  const placed = blocks.flatMap((block, index) =>
    reaches(block, reader, behaviour) ? [{ block, index }] : [],
  );
  if (behaviour === 'ignores') return placed.map(({ index }) => ({ block: index, quiet: false }));
  // A block without a priority makes no claim: it keeps its place behind those that do.
  const rank = ({ block }: (typeof placed)[number]): number => block.annotations.priority ?? -1;
  return placed
    .toSorted((a, b) => rank(b) - rank(a))
    .map(({ block, index }) => ({ block: index, quiet: (block.annotations.priority ?? 1) < QUIET }));
}
