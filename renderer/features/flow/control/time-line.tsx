import EllipsisVertical from 'lucide-react/icons/ellipsis-vertical';
import type { EventId, StageId } from '../../../../shared/trace/event.ts';
import type { Session, StageState, StageStatus } from '../../../../shared/trace/session.ts';
import { useText } from '../../../i18n/messages.ts';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { useFlowText } from '../flow-messages.ts';
import { useFlow, viewAt } from '../flow-store.ts';
import styles from './control.module.css';
import type { FlowAbilities } from './flow-abilities.ts';
import type { FlowCommands } from './use-flow-commands.ts';

/** Stages that every flow passes; the others appear once entered. */
const MAIN: readonly StageId[] = [
  'challenge',
  'resource-metadata',
  'server-metadata',
  'registration',
  'authorization-request',
  'authorization-response',
  'token',
  'mcp',
];

const SHAPES: Readonly<Record<StageStatus, string>> = {
  pending: '○',
  active: '◐',
  done: '●',
  failed: '✕',
  refused: '✕',
  overridden: '▲',
  skipped: '–',
};

export interface TimeLineProps {
  /** The fold at the moment that is looked at. */
  readonly shown: Session;
  /** The fold at the head. */
  readonly session: Session;
  readonly abilities: FlowAbilities;
  readonly commands: FlowCommands;
  /** The first arrow of each stage. */
  readonly firstOf: ReadonlyMap<StageId, EventId>;
  readonly onSelect: (event: EventId) => void;
}

/** Where the flow is: its stages, and a slider over its events. Looking back changes nothing. */
export function TimeLine({ shown, session, abilities, commands, firstOf, onSelect }: TimeLineProps) {
  const t = useFlowText();
  const viewing = useFlow((view) => view.viewing);
  const stages = [...shown.stages.values()].filter(
    (stage) => MAIN.includes(stage.id) || session.stages.get(stage.id)?.status !== 'pending',
  );
  const { events } = session;
  const at = viewing === undefined ? events.length : events.findIndex((event) => event.id === viewing) + 1;
  return (
    <nav className={styles.timeline} aria-label={t('timeline.name')}>
      <ol className={styles.strip}>
        {stages.map((stage) => (
          <StageItem
            key={stage.id}
            stage={stage}
            first={firstOf.get(stage.id)}
            abilities={abilities}
            commands={commands}
            onSelect={onSelect}
          />
        ))}
      </ol>
      {events.length > 1 ? (
        <div className={styles.history}>
          <input
            type="range"
            className={styles.slider}
            min={1}
            max={events.length}
            value={at === 0 ? events.length : at}
            aria-label={t('timeline.slider')}
            aria-valuetext={t('timeline.at', { at, count: events.length })}
            onChange={(event) => {
              const index = Number(event.target.value);
              viewAt(index >= events.length ? undefined : events[index - 1]?.id);
            }}
          />
          {viewing === undefined ? (
            <span className={styles.events}>{t('timeline.events', { count: events.length })}</span>
          ) : (
            <>
              <output className={styles.viewing}>{t('timeline.at', { at, count: events.length })}</output>
              <Button size="small" isDisabled={!abilities.move} onPress={() => void commands.move(viewing)}>
                {t('timeline.goOn')}
              </Button>
              <Button size="small" look="quiet" onPress={() => viewAt(undefined)}>
                {t('timeline.newest')}
              </Button>
            </>
          )}
        </div>
      ) : null}
    </nav>
  );
}

interface StageItemProps extends Pick<TimeLineProps, 'abilities' | 'commands' | 'onSelect'> {
  readonly stage: StageState;
  readonly first: EventId | undefined;
}

function StageItem({ stage, first, abilities, commands, onSelect }: StageItemProps) {
  const t = useFlowText();
  const app = useText();
  const breakpoints = useFlow((view) => view.breakpoints);
  const name = app(`stage.${stage.id}`);
  const stops = breakpoints.stages.includes(stage.id);
  return (
    <li className={styles.stageItem}>
      <button
        type="button"
        className={classes(styles.stagePress, stage.status === 'active' && styles.stageNow)}
        data-status={stage.status}
        disabled={first === undefined}
        aria-current={stage.status === 'active' ? 'step' : undefined}
        aria-label={`${name}, ${t(`status.${stage.status}`)}`}
        onClick={() => {
          if (first !== undefined) onSelect(first);
        }}
      >
        <span className={styles.shape} aria-hidden="true">
          {SHAPES[stage.status]}
        </span>
        <span className={styles.stageName}>{t(`short.${stage.id}`)}</span>
        {stops ? (
          <span className={styles.stop} title={t('breakpoints.here')} aria-hidden="true">
            ◆
          </span>
        ) : null}
      </button>
      <Menu
        label={t('timeline.actions', { stage: name })}
        entries={[
          {
            id: 'run',
            title: t('timeline.runTo'),
            isDisabled: !abilities.step,
            run: () => void commands.runTo(stage.id),
          },
          {
            id: 'retry',
            title: t('timeline.retry'),
            isDisabled: !abilities.retry || stage.status === 'pending',
            run: () => void commands.retry(stage.id),
          },
          {
            id: 'breakpoint',
            title: stops ? t('timeline.noBreak') : t('timeline.break'),
            isDisabled: !abilities.live,
            run: () =>
              void commands.setBreakpoints({
                ...breakpoints,
                stages: stops
                  ? breakpoints.stages.filter((id) => id !== stage.id)
                  : [...breakpoints.stages, stage.id],
              }),
          },
        ]}
      >
        <IconButton label={t('timeline.actions', { stage: name })} size="small" className={styles.more ?? ''}>
          <EllipsisVertical size={12} aria-hidden />
        </IconButton>
      </Menu>
    </li>
  );
}
