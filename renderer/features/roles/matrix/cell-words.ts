import type { CellView } from '../../../../shared/matrix/fold.ts';
import type { RolesText } from '../roles-messages.ts';
import { isProblem } from './grid-layout.ts';
import { outcomeMark } from './outcome-words.ts';

/** What a cell shows, and the same as a sentence for those who do not see its colour. */
export interface CellWords {
  readonly shape: string;
  readonly word: string;
  /** Beside it, quietly: what was expected, where that is not plain already. */
  readonly tail: string;
  readonly sentence: string;
}

/** The words of one cell. */
export function cellWords(cell: CellView, isAsking: boolean, r: RolesText): CellWords {
  const { answer, expectation, verdict, column } = cell;
  const name = column.definition.title;
  const expected = r(`matrix.expects.${expectation.expect}`);
  if (isAsking)
    return {
      shape: '…',
      word: r('matrix.asking'),
      tail: '',
      sentence: r('matrix.cellName', { name, words: r('matrix.asking') }),
    };
  if (!answer) {
    const words = `${r('matrix.notAsked')}, ${expected}`;
    return { shape: '·', word: expected, tail: '', sentence: r('matrix.cellName', { name, words }) };
  }
  const { shape, word } = outcomeMark(answer.outcome, r);
  const wrong = verdict === 'over-permissive' || verdict === 'over-restrictive';
  const tail = wrong ? '≠' : isProblem(cell) ? '▲' : '';
  const words = [word, verdict && r(`verdict.${verdict}`), expected].filter(Boolean).join(', ');
  return { shape, word, tail, sentence: r('matrix.cellName', { name, words }) };
}
