import type { CellVerdict } from '../../../../shared/matrix/matrix.ts';
import type { Mark } from '../../../ui/severity-mark.tsx';

/** The mark of a verdict; `open` before there is one. */
export const VERDICT_MARKS: Readonly<Record<CellVerdict | 'open', Mark>> = {
  match: 'pass',
  'over-permissive': 'fail',
  'over-restrictive': 'warning',
  unknown: 'cannot-tell',
  open: 'not-applicable',
};
