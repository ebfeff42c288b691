import { useState, type ReactNode } from 'react';
import type { CellView } from '../../../../shared/matrix/fold.ts';
import { CALLERS_OWN, rowLabel, type Expect } from '../../../../shared/matrix/matrix.ts';
import { DEFAULT_IDENTITY } from '../../../../shared/trace/event.ts';
import { useSession } from '../../../session-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import { JsonText } from '../../../ui/json-text.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { Select } from '../../../ui/select.tsx';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { showTab } from '../../../flow/flow-store.ts';
import { StepUp } from '../step-up.tsx';
import { offeredScopes } from '../identities/offered-scopes.ts';
import { useRolesText } from '../roles-messages.ts';
import { showRoles } from '../roles-store.ts';
import { ArgumentsDialog } from './arguments-dialog.tsx';
import { FindingItem, worstFirst } from './findings-panel.tsx';
import styles from './matrix.module.css';
import { outcomeMark } from './outcome-words.ts';
import type { Run } from './run-store.ts';
import { ScopeField } from './scope-field.tsx';
import type { RunCommands } from './use-run-commands.ts';
import { VERDICT_MARKS } from './verdict-marks.ts';

export interface CellPanelProps {
  readonly run: Run;
  readonly cell: CellView;
  readonly commands: RunCommands;
  readonly canEdit: boolean;
  readonly onExpect: (expect: Expect | null) => void;
}

/** The chosen cell: what to think of it and why, what was expected, what the row is. */
export function CellPanel(props: CellPanelProps) {
  const { run, cell, commands, canEdit, onExpect } = props;
  const r = useRolesText();
  const { row, column, verdict, why, expectation, answer } = cell;
  const { definition } = column;
  const exchange = answer?.exchange === undefined ? undefined : run.fold.exchange(answer.exchange);
  const outcome = answer?.outcome;
  // What passed is said of the run as a whole.
  const told = cell.findings.filter((finding) => finding.verdict !== 'pass');
  return (
    <div className={styles.panel}>
      <header>
        <h2 className={styles.call}>
          <code>{rowLabel(row)}</code> <CopyButton text={rowLabel(row)} />
        </h2>
        <p className={styles.as}>
          <span className={styles.muted}>{r('cell.as')}</span> <IdentityMark colour={definition.colour} />
          {definition.title}
        </p>
      </header>
      <div className={styles.verdict} data-verdict={verdict ?? 'open'}>
        <p className={styles.verdictWord}>
          <SeverityMark mark={VERDICT_MARKS[verdict ?? 'open']} shapeOnly />{' '}
          {r(`verdict.${verdict ?? (answer ? 'unjudged' : 'open')}`)}
        </p>
        <p>{why}</p>
        {cell.differsAlone ? <p className={styles.fail}>{r('cell.differsAlone')}</p> : null}
      </div>
      <Field title={r('cell.expected')}>
        <div className={styles.inline}>
          <Segments
            label={r('cell.expected')}
            isDisabled={!canEdit}
            options={(['allow', 'deny', 'unknown'] as const).map((id) => ({
              id,
              title: r(`cell.expect.${id}`),
            }))}
            selected={expectation.expect}
            onSelect={onExpect}
          />
          {expectation.from === 'said' ? (
            <Button size="small" look="quiet" isDisabled={!canEdit} onPress={() => onExpect(null)}>
              {r('cell.reset')}
            </Button>
          ) : expectation.guessed && expectation.expect !== 'unknown' ? (
            // It stands as chosen already, so choosing it would change nothing: yet a guess accuses nobody.
            <Button
              size="small"
              look="quiet"
              isDisabled={!canEdit}
              onPress={() => onExpect(expectation.expect)}
            >
              {r('cell.confirm')}
            </Button>
          ) : null}
        </div>
        <p className={styles.small}>
          {expectation.from === 'said' ? `${r('cell.saidHere')}. ` : ''}
          {expectation.why}
        </p>
        {run.busy ? <p className={styles.small}>{r('cell.busy')}</p> : null}
      </Field>
      {outcome ? (
        <Field title={r('cell.answer')}>
          <p className={styles.inline}>
            <strong>{outcomeMark(outcome, r).word}</strong>
            {outcome.kind === 'denied' ? (
              <span className={styles.muted}>{r(`deniedHow.${outcome.how}`)}</span>
            ) : null}
            {exchange?.response ? (
              <span className={styles.muted}>
                HTTP {exchange.response.status} · {Math.round(exchange.timing.total)} ms
              </span>
            ) : null}
          </p>
          {'said' in outcome ? <p className={styles.saidWords}>{outcome.said}</p> : null}
        </Field>
      ) : null}
      <div className={styles.buttons}>
        <Button
          size="small"
          isDisabled={!canEdit}
          onPress={() => commands.runCells([{ row: row.id, identity: definition.name }])}
        >
          {r('cell.again')}
        </Button>
        <Button size="small" isDisabled={answer === undefined} onPress={() => showRoles({ tab: 'compare' })}>
          {r('cell.compare')}
        </Button>
        <Button
          size="small"
          isDisabled={exchange === undefined}
          onPress={() => {
            showTab('response');
            showRoles({ pane: 'exchange', raw: undefined });
          }}
        >
          {r('cell.raw')}
        </Button>
        <StepUp cell={cell} />
      </div>
      {told.length === 0 ? null : (
        <Field title={r('cell.findings')}>
          <ul className={styles.findings}>
            {worstFirst(told).map((finding) => (
              <FindingItem key={finding.id} run={run} finding={finding} />
            ))}
          </ul>
        </Field>
      )}
      <RowPart {...props} />
    </div>
  );
}

function Field({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  return (
    <section className={styles.field}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** What the row is: level, effect, arguments. */
function RowPart({ run, cell: { row }, commands, canEdit }: CellPanelProps) {
  const r = useRolesText();
  const [editing, setEditing] = useState<'set' | 'new'>();
  const { trace } = useSession();
  const flow = trace.session(DEFAULT_IDENTITY);
  const columns = run.fold.plan?.columns ?? [];
  const titleOf = (name: string) =>
    columns.find(({ definition }) => definition.name === name)?.definition.title ?? name;
  const owner =
    row.owner === undefined
      ? r('cell.ownerUnsaid')
      : row.owner === CALLERS_OWN
        ? r('cell.ownerOwn')
        : r('cell.owner', { owner: titleOf(row.owner) });
  const takesArguments = row.kind === 'tool' || row.kind === 'prompt';
  return (
    <>
      <Field title={r('cell.row')}>
        <dl className={styles.facts}>
          <dt>{r('cell.level')}</dt>
          <dd>
            <Select
              label={r('cell.level')}
              hideLabel
              isDisabled={!canEdit}
              options={[
                ...(row.level === undefined || row.levelBy !== 'policy'
                  ? [
                      {
                        id: '' as const,
                        title:
                          row.level === undefined
                            ? r('matrix.level.unsaid')
                            : `${r(`matrix.level.${row.level}`)} (${r(row.levelBy === 'server' ? 'matrix.levelByServer' : 'matrix.levelGuessed')})`,
                      },
                    ]
                  : [{ id: '' as const, title: r('matrix.levelUnset') }]),
                ...(['public', 'login', 'owner', 'admin'] as const).map((id) => ({
                  id,
                  title: r(`matrix.levelChoice.${id}`),
                })),
              ]}
              selected={row.levelBy === 'policy' ? (row.level ?? '') : ''}
              onSelect={(level) =>
                void commands.edit([
                  { edit: 'level', kind: row.kind, name: row.name, level: level === '' ? null : level },
                ])
              }
            />
            <span className={styles.small}>{row.levelWhy}</span>
          </dd>
          <dt>{r('cell.effect')}</dt>
          <dd>
            {r(`cell.effectWords.${row.effect}`)}
            <span className={styles.small}>{row.effectWhy}</span>
            {row.effect === 'reads' ? null : (
              <Checkbox
                isSelected={row.ticked}
                isDisabled={!canEdit}
                onChange={(consent) =>
                  void commands.edit([{ edit: 'consent', kind: row.kind, name: row.name, consent }])
                }
              >
                {r('matrix.mayChange')}
              </Checkbox>
            )}
          </dd>
          {row.kind === 'list' ? null : (
            <>
              <dt>{r('cell.scope')}</dt>
              <dd>
                <ScopeField
                  key={row.id}
                  scope={row.scope ?? []}
                  offered={offeredScopes(flow)}
                  canEdit={canEdit}
                  onSave={(scope) =>
                    void commands.edit([{ edit: 'scope', kind: row.kind, name: row.name, scope }])
                  }
                />
              </dd>
            </>
          )}
        </dl>
        <div className={styles.buttons}>
          <Button
            size="small"
            isDisabled={!canEdit}
            onPress={() =>
              commands.runCells(columns.map(({ definition }) => ({ row: row.id, identity: definition.name })))
            }
          >
            {r('cell.runRow')}
          </Button>
        </div>
      </Field>
      {takesArguments ? (
        <Field
          title={
            <span className={styles.inline}>
              {r('cell.arguments')}
              {row.set === undefined ? null : <Badge>{r('cell.set', { set: row.set })}</Badge>}
            </span>
          }
        >
          <p className={styles.small}>
            {owner}. {row.argumentsWhy}
          </p>
          {row.arguments === undefined ? null : <JsonText value={row.arguments} />}
          <div className={styles.buttons}>
            {row.arguments === undefined ? null : (
              <Button size="small" isDisabled={!canEdit} onPress={() => setEditing('set')}>
                {r('cell.edit')}
              </Button>
            )}
            <Button size="small" isDisabled={!canEdit} onPress={() => setEditing('new')}>
              {r('cell.add')}
            </Button>
          </div>
        </Field>
      ) : null}
      {editing === undefined ? null : (
        <ArgumentsDialog
          key={editing}
          row={row}
          isNew={editing === 'new'}
          plan={run.fold.plan}
          flow={flow}
          onClose={() => setEditing(undefined)}
          onSave={async (edits) => {
            if (await commands.edit(edits)) setEditing(undefined);
          }}
        />
      )}
    </>
  );
}
