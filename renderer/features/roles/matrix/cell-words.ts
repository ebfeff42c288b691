import type { CellView } from '../../../../shared/matrix/fold.ts';
import type { RolesText } from '../roles-messages.ts';
import { isProblem } from './grid-layout.ts';
import { outcomeMark } from './outcome-words.ts';

/** What a cell shows, and the same as a sentence for those who do not see its colour. */
export interface CellWords {
  readonly shape: string;
  readonly word: string;
  /** The word may not fit into the narrowest column. */
  readonly isLong: boolean;
  /** Beside it, quietly: that something is wrong. */
  readonly tail: string;
  readonly sentence: string;
}

type Words = Omit<CellWords, 'sentence' | 'isLong'> & { readonly said: string };

/** Letters that fit into the narrowest column, beside everything that may stand there; a Chinese one takes two places. */
const ROOM = 7;
/** With nothing else in the cell. */
const ROOM_ALONE = 9;
const WIDE = /[\u2E80-\uFFFF]/g;

function isLong({ word, tail }: Words): boolean {
  const places = word.length + (word.match(WIDE)?.length ?? 0);
  return places > (tail === '' ? ROOM_ALONE : ROOM);
}

/** Cells are many and their words few: looked up for each cell, they made scrolling slow. By language. */
const known = new WeakMap<RolesText, Map<string, Words & Pick<CellWords, 'isLong'>>>();

function keyOf({ answer, expectation, verdict }: CellView, isAsking: boolean, problem: boolean): string {
  const outcome = answer?.outcome;
  const detail =
    outcome?.kind === 'denied'
      ? outcome.how
      : outcome?.kind === 'not-run'
        ? outcome.why
        : outcome?.kind === 'allowed'
          ? `${outcome.listed?.length ?? ''} ${outcome.asksInput ?? ''}`
          : '';
  return [isAsking, outcome?.kind, detail, verdict, expectation.expect, problem].join('|');
}

function makeWords(cell: CellView, isAsking: boolean, problem: boolean, r: RolesText): Words {
  const { answer, expectation, verdict } = cell;
  const expected = r(`matrix.expects.${expectation.expect}`);
  if (isAsking) return { shape: '…', word: r('matrix.asking'), tail: '', said: r('matrix.asking') };
  if (!answer) {
    const word = r(`matrix.hoped.${expectation.expect}`);
    return { shape: '·', word, tail: '', said: `${r('matrix.notAsked')}, ${expected}` };
  }
  const { shape, word } = outcomeMark(answer.outcome, r);
  const wrong = verdict === 'over-permissive' || verdict === 'over-restrictive';
  const said = [word, verdict && r(`verdict.${verdict}`), expected].filter(Boolean).join(', ');
  return { shape, word, tail: wrong ? '≠' : problem ? '▲' : '', said };
}

/** The words of one cell. */
export function cellWords(cell: CellView, isAsking: boolean, r: RolesText): CellWords {
  let table = known.get(r);
  if (!table) known.set(r, (table = new Map()));
  const problem = isProblem(cell);
  const key = keyOf(cell, isAsking, problem);
  let words = table.get(key);
  if (!words) {
    const made = makeWords(cell, isAsking, problem, r);
    table.set(key, (words = { ...made, isLong: isLong(made) }));
  }
  const { shape, word, tail, said } = words;
  return { shape, word, isLong: words.isLong, tail, sentence: `${cell.column.definition.title}: ${said}` };
}
