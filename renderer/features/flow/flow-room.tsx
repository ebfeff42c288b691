import Workflow from 'lucide-react/icons/workflow';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { isArrow, type ArrowRow, type DiagramRow } from '../../../shared/diagram/diagram.ts';
import { filterDiagram } from '../../../shared/diagram/filter.ts';
import { layoutSession } from '../../../shared/diagram/layout.ts';
import { isRevision, type Revision } from '../../../shared/protocol/revision.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import type { EventId, Evidence } from '../../../shared/trace/event.ts';
import { useSession } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { goTo, select, useView } from '../../view-store.ts';
import { abilitiesOf } from '../../flow/flow-abilities.ts';
import { ControlBar } from './control/control-bar.tsx';
import { StopPanel } from './control/stop-panel.tsx';
import { useFlowCommands } from '../../flow/use-flow-commands.ts';
import { DetailsPane } from './details/details-pane.tsx';
import { FlowContext, type FlowContextValue } from './details/flow-context.ts';
import { subjectOf, tabOf } from './details/subject.ts';
import { indexValues } from './details/value-index.ts';
import { SequenceDiagram } from './diagram/sequence-diagram.tsx';
import { DraftEditor } from './draft/draft-editor.tsx';
import { useFlowText } from './flow-messages.ts';
import styles from './flow-room.module.css';
import { editDraft, flowStore, showTab, useFlow } from '../../flow/flow-store.ts';
import { nextFinding } from './next-finding.ts';
import { useFlowActions } from './use-flow-actions.ts';
import { useWide } from './use-wide.ts';

/** The room of the flow: what happened, whether it is right, and what to do next. */
export function FlowRoom() {
  const { load, error, id, trace } = useSession();
  const t = useFlowText();
  // What was typed into an editor is gone with it.
  useEffect(() => () => editDraft(false), [id]);
  if (load === 'failed') {
    return (
      <ErrorNotice
        message={t('room.failed')}
        details={error instanceof Error ? error.message : String(error)}
      />
    );
  }
  if (load === 'loading')
    return <EmptyState icon={<Spinner label={t('room.loading')} />} title={t('room.loading')} />;
  if (load === 'none' || trace.events.length === 0) {
    return (
      <EmptyState
        icon={<Workflow size={28} aria-hidden />}
        title={t('room.emptyTitle')}
        action={
          <Button look="primary" onPress={() => goTo('home')}>
            {t('room.emptyAction')}
          </Button>
        }
      >
        <ol className={styles.steps}>
          <li>{t('room.empty1')}</li>
          <li>{t('room.empty2')}</li>
          <li>{t('room.empty3')}</li>
        </ol>
      </EmptyState>
    );
  }
  return <OpenFlow key={id} />;
}

function OpenFlow() {
  const view = useSession();
  const { trace, session, summary, version } = view;
  const t = useFlowText();
  const wide = useWide();
  const commands = useFlowCommands();
  const selected = useView((state) => state.selected);
  const lit = useView((state) => state.lit);
  const editing = useFlow((state) => state.editing);
  const viewing = useFlow((state) => state.viewing);
  const filter = useFlow((state) => state.filter);
  const [filtering, setFiltering] = useState(false);
  const filterField = useRef<HTMLInputElement>(null);

  // `trace` and `session` grow in place; `version` says when.
  // oxlint-disable react-hooks/exhaustive-deps
  const whole = useMemo(() => layoutSession(trace, session), [trace, session, version]);
  const values = useMemo(() => indexValues(session), [session, version]);
  // oxlint-enable react-hooks/exhaustive-deps
  const diagram = useMemo(() => filterDiagram(whole, filter), [whole, filter]);
  const arrows = useMemo(() => diagram.rows.filter(isArrow), [diagram]);
  const abilities = abilitiesOf(session, summary);

  const row = chosenRow(arrows, selected, viewing, session.draft?.event.id);
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const subject = useMemo(() => row && subjectOf(session, row.event), [row, session, version]);

  useEffect(() => {
    if (lit) showTab(tabOf(lit));
  }, [lit]);

  const learntRevision = latestText(session, 'revision') ?? session.settings?.revision;
  const revision: Revision = isRevision(learntRevision) ? learntRevision : '2026-07-28';
  const context = useMemo<FlowContextValue>(() => {
    const names = new Map(whole.rows.filter(isArrow).map((row) => [row.event, row.label]));
    const eventOf = (event: EventId): EventId => subjectOf(session, event)?.event.id ?? event;
    return {
      session,
      values,
      revision,
      nameOf: (event) => names.get(event) ?? names.get(eventOf(event)) ?? `#${event}`,
      show: ({ event, at }: Evidence) => {
        editDraft(false);
        select(eventOf(event), at);
        showTab(tabOf(at));
      },
    };
  }, [whole, session, values, revision]);

  const choose = (next: DiagramRow) => {
    editDraft(false);
    if (isArrow(next)) {
      select(next.event);
      return;
    }
    if (next.kind === 'note' && next.note.kind === 'refused') {
      const { finding } = next.note;
      const evidence = session.findings.find((other) => other.id === finding)?.evidence[0];
      if (evidence) context.show(evidence);
      return;
    }
    // A note or a stage stands for the arrow that it follows or that comes first in it.
    const near =
      next.kind === 'stage'
        ? arrows.find((arrow) => arrow.event > next.event)
        : arrows.findLast((arrow) => arrow.event < next.event);
    if (near) select(near.event);
  };
  const walk = (by: number) => {
    const at = row ? arrows.indexOf(row) : -1;
    const next = arrows[Math.min(Math.max(at + by, 0), arrows.length - 1)];
    if (next) choose(next);
  };

  useFlowActions(abilities, commands, {
    edit: () => {
      select(session.draft?.event.id);
      editDraft(true);
    },
    next: () => walk(1),
    previous: () => walk(-1),
    nextFinding: () => {
      const found = nextFinding(session.findings, row?.event, lit);
      if (found) context.show(found);
      else showTab('findings');
    },
    filter: () => {
      setFiltering(true);
      requestAnimationFrame(() => filterField.current?.focus());
    },
  });

  const { draft } = session;
  const details =
    editing && draft && abilities.edit ? (
      <DraftEditor
        key={`${draft.event.id} ${String(draft.edited)}`}
        draft={draft}
        onSave={(request, send) => void commands.save(request, send)}
        onReset={() => void commands.resetDraft()}
        onClose={() => editDraft(false)}
      />
    ) : subject ? (
      <DetailsPane
        subject={subject}
        lit={selected === undefined ? undefined : lit}
        canEdit={abilities.edit}
        onOverride={abilities.override ? (ruleId) => void commands.override(ruleId) : undefined}
      />
    ) : (
      <EmptyState title={filter === '' ? t('room.nothingTitle') : t('room.noMatch')} />
    );

  return (
    <FlowContext value={context}>
      <div className={styles.room}>
        <Group
          key={wide ? 'wide' : 'narrow'}
          className={styles.middle}
          orientation={wide ? 'horizontal' : 'vertical'}
        >
          <Panel
            className={styles.pane}
            defaultSize={wide ? '54%' : '50%'}
            minSize={wide ? '460px' : '120px'}
          >
            <div className={styles.left}>
              {filtering || filter !== '' ? (
                <div className={styles.filter}>
                  <input
                    ref={filterField}
                    type="search"
                    aria-label={t('control.filter')}
                    placeholder={t('room.filterHint')}
                    value={filter}
                    onChange={(event) => flowStore.setState({ filter: event.target.value })}
                    onKeyDown={(event) => {
                      if (event.key !== 'Escape') return;
                      flowStore.setState({ filter: '' });
                      setFiltering(false);
                    }}
                  />
                </div>
              ) : null}
              <div className={styles.diagram}>
                <SequenceDiagram
                  diagram={diagram}
                  selected={row?.key}
                  startedAt={session.events[0]?.at ?? 0}
                  until={viewing}
                  following={selected === undefined && viewing === undefined}
                  canMove={abilities.move}
                  onSelect={choose}
                  onMove={(to) => void commands.move(to)}
                />
              </div>
            </div>
          </Panel>
          <Separator
            className={classes(styles.separator, wide ? styles.across : styles.down)}
            aria-label={t('room.separator')}
          />
          <Panel className={styles.pane} minSize={wide ? '340px' : '160px'}>
            {details}
          </Panel>
        </Group>
        <StopPanel session={session} abilities={abilities} commands={commands} />
        <ControlBar
          session={session}
          abilities={abilities}
          commands={commands}
          onEdit={() => {
            select(draft?.event.id);
            editDraft(true);
          }}
        />
      </div>
    </FlowContext>
  );
}

/** The chosen arrow; when none is, the newest that happened, or the draft when nothing did. */
function chosenRow(
  arrows: readonly ArrowRow[],
  selected: EventId | undefined,
  viewing: EventId | undefined,
  draft: EventId | undefined,
): ArrowRow | undefined {
  const chosen = selected === undefined ? undefined : arrows.find((row) => row.event === selected);
  if (chosen) return chosen;
  const until = viewing ?? Number.POSITIVE_INFINITY;
  return arrows.findLast((row) => row.event !== draft && row.event <= until) ?? arrows[0];
}
