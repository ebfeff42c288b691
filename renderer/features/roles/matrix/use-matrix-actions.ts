import type { Expect } from '../../../../shared/matrix/matrix.ts';
import { useActions } from '../../../actions.ts';
import { useRolesText } from '../roles-messages.ts';
import { showRoles, useRoles } from '../roles-store.ts';
import type { Run } from './run-store.ts';
import type { RunCommands } from './use-run-commands.ts';

/** Everything of this view in the command list, and by key where there is one. */
export function useMatrixActions(
  run: Run,
  commands: RunCommands,
  onOpenPolicy: () => void,
  expect: (expect: Expect | null) => void,
  onCompare: () => void,
): void {
  const r = useRolesText();
  const { live, busy, state, fold } = run;
  const chosen = useRoles((shown) => shown.chosen);
  const rests = live && !busy && !commands.opening;
  const cell = chosen && fold.cell(chosen.row, chosen.identity);
  const hasCell = cell !== undefined;
  const isSaid = cell?.expectation.from === 'said';
  const row = chosen?.row;
  const action = (id: string, title: string, enabled: boolean, run: () => unknown) => ({
    id: `matrix.${id}`,
    title,
    group: r('tab.matrix'),
    enabled,
    run: () => void run(),
  });
  useActions([
    action('run', r('matrix.run'), rests, commands.run),
    action('run-again', r('matrix.runAgain'), rests, commands.runAgain),
    action('pause', r('matrix.pause'), busy && state.phase !== 'discovers' && !state.pausing, commands.pause),
    action('resume', r('matrix.resume'), state.phase === 'paused', commands.resume),
    action('cancel', r('matrix.cancel'), busy || state.phase === 'paused', commands.cancel),
    action('discover', r('matrix.discover'), rests, commands.discover),
    action('open-policy', r('matrix.openPolicy'), !busy, onOpenPolicy),
    // A quick hand is faster than the news of what can be taken back: the engine says when there is nothing.
    action('undo', r('matrix.undo'), rests, commands.undo),
    action('redo', r('matrix.redo'), rests, commands.redo),
    action('save-policy', r('matrix.savePolicy'), live, commands.savePolicy),
    action('save-markdown', r('matrix.saveMarkdown'), true, () => commands.saveReport('markdown')),
    action('save-json', r('matrix.saveJson'), true, () => commands.saveReport('json')),
    action('save-trace', r('matrix.saveTrace'), true, commands.saveTrace),
    action('new', r('matrix.newRun'), rests, () => commands.open()),
    action('only-problems', r('matrix.filters.problems'), true, () => showRoles({ filter: 'problems' })),
    action('show-all', r('matrix.showAll'), true, () => showRoles({ filter: 'all', words: '' })),
    action('expect-allow', `${r('cell.expected')}: ${r('cell.expect.allow')}`, rests && hasCell, () =>
      expect('allow'),
    ),
    action('expect-deny', `${r('cell.expected')}: ${r('cell.expect.deny')}`, rests && hasCell, () =>
      expect('deny'),
    ),
    action('expect-unknown', `${r('cell.expected')}: ${r('cell.expect.unknown')}`, rests && hasCell, () =>
      expect('unknown'),
    ),
    action('expect-reset', `${r('cell.expected')}: ${r('cell.reset')}`, rests && isSaid, () => expect(null)),
    action('ask-cell', r('cell.again'), rests && hasCell, () => chosen && commands.runCells([chosen])),
    action('ask-row', r('cell.runRow'), rests && row !== undefined, () =>
      commands.runCells(
        (fold.plan?.columns ?? []).map(({ definition }) => ({ row: row ?? '', identity: definition.name })),
      ),
    ),
    action('compare', r('cell.compare'), hasCell, onCompare),
  ]);
}
