import { useMemo } from 'react';
import type { CellView } from '../../../../shared/matrix/fold.ts';
import type { IdentityName } from '../../../../shared/trace/event.ts';
import { SecretText } from '../../../ui/secret-text.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import type { Run } from '../matrix/run-store.ts';
import type { RunCommands } from '../matrix/use-run-commands.ts';
import { useRolesText } from '../roles-messages.ts';
import { ABSENT, alignJson, differsFrom, onlyDifferent, type AlignedLine } from './align-json.ts';
import { ColumnHead } from './column-head.tsx';
import styles from './compare.module.css';
import { useAnswers } from './use-answers.ts';

export interface AnswerTableProps {
  readonly run: Run;
  readonly cells: readonly CellView[];
  /** The column that the others are held against. */
  readonly base: IdentityName;
  readonly onlyDifferences: boolean;
  readonly commands: RunCommands;
}

/** The answers to one call, a column each; the same member of each stands on one line. */
export function AnswerTable({ run, cells, base, onlyDifferences, commands }: AnswerTableProps) {
  const r = useRolesText();
  const exchanges = cells.map(({ answer }) =>
    answer?.exchange === undefined ? undefined : run.fold.exchange(answer.exchange),
  );
  const answers = useAnswers(run.id, exchanges);
  const baseAt = Math.max(
    0,
    cells.findIndex(({ column }) => column.definition.name === base),
  );
  // The answers are made anew with each render; their values are what counts.
  const values = JSON.stringify(answers);
  const { lines, cut } = useMemo(
    () => alignJson(answers.map((answer) => (answer.kind === 'json' ? answer.value : ABSENT))),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [values],
  );
  const shown = useMemo(
    () => (onlyDifferences ? onlyDifferent(lines, baseAt) : lines),
    [lines, onlyDifferences, baseAt],
  );
  const differing = useMemo(
    () => cells.map((_cell, at) => lines.filter((line) => differsFrom(line, baseAt)[at]).length),
    [cells, lines, baseAt],
  );
  return (
    // A scrolled table must be reachable by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.scroll} tabIndex={0} aria-label={r('tab.compare')}>
      <table className={styles.table} style={{ minWidth: cells.length * 280 }}>
        <thead>
          <tr>
            {cells.map((cell, at) => (
              <th key={cell.column.definition.name} scope="col">
                <ColumnHead
                  run={run}
                  cell={cell}
                  exchange={exchanges[at]}
                  isBase={at === baseAt}
                  differing={differing[at] ?? 0}
                  commands={commands}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answers.some((answer) => answer.kind !== 'json') ? (
            <tr>
              {answers.map((answer, at) => (
                <td key={cells[at]?.column.definition.name} className={styles.plain}>
                  {answer.kind === 'loading' ? <Spinner label={r('compare.loading')} /> : null}
                  {answer.kind === 'text' ? <SecretText text={answer.text.slice(0, 20_000)} /> : null}
                  {answer.kind === 'none' ? (
                    <span className={styles.muted}>{answer.why ?? r('compare.nothing')}</span>
                  ) : null}
                </td>
              ))}
            </tr>
          ) : null}
          {shown.map((line) => (
            <Line key={line.key} line={line} base={baseAt} />
          ))}
        </tbody>
      </table>
      {cut ? <p className={styles.note}>{r('compare.cut', { count: lines.length })}</p> : null}
      {onlyDifferences && shown.length === 0 && lines.length > 0 ? (
        <p className={styles.note}>{r('compare.same')}</p>
      ) : null}
    </section>
  );
}

function Line({ line, base }: { readonly line: AlignedLine; readonly base: number }) {
  const differs = differsFrom(line, base);
  return (
    <tr className={styles.line}>
      {line.texts.map((text, at) => (
        <td
          // Columns are told apart by their place: the same person may stand in one only once.
          // oxlint-disable-next-line react/no-array-index-key
          key={at}
          data-diff={differs[at] || undefined}
          data-absent={text === undefined || undefined}
          style={{ paddingLeft: 12 + line.depth * 14 }}
        >
          {text === undefined ? null : (
            <>
              {line.name === undefined ? null : <span className={styles.name}>{line.name}: </span>}
              <span data-kind={line.kind === 'value' ? kindOf(text) : undefined} className={styles.value}>
                <SecretText text={text} />
              </span>
            </>
          )}
        </td>
      ))}
    </tr>
  );
}

function kindOf(text: string): 'string' | 'number' | 'literal' {
  if (text.startsWith('"')) return 'string';
  return /^-?\d/.test(text) ? 'number' : 'literal';
}
