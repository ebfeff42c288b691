import type { CellOutcome } from '../../../../shared/matrix/matrix.ts';
import type { RolesText } from '../roles-messages.ts';

/** The shape of an outcome; the word beside it says the same. */
const SHAPES: Readonly<Record<CellOutcome['kind'], string>> = {
  allowed: '●',
  denied: '⊘',
  'not-found': '∅',
  'input-error': '!',
  'tool-error': '!',
  'server-error': '✕',
  throttled: '…',
  timeout: '…',
  failed: '✕',
  'not-run': '–',
};

/** An outcome as a cell shows it. */
export interface OutcomeMark {
  readonly shape: string;
  readonly word: string;
}

/** The mark of an outcome: short enough for a cell, and a word beside the shape. */
export function outcomeMark(outcome: CellOutcome, r: RolesText): OutcomeMark {
  const shape = SHAPES[outcome.kind];
  switch (outcome.kind) {
    case 'allowed':
      if (outcome.asksInput) return { shape, word: r('outcome.asksInput') };
      return outcome.listed
        ? { shape, word: r('outcome.listed', { count: outcome.listed.length }) }
        : { shape, word: r('outcome.allowed') };
    case 'denied':
      return { shape, word: r(`denied.${outcome.how}`) };
    case 'not-run':
      return { shape, word: r(`notRun.${outcome.why}`) };
    default:
      return { shape, word: r(`outcome.${outcome.kind}`) };
  }
}
