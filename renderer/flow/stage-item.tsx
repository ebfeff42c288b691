import EllipsisVertical from 'lucide-react/icons/ellipsis-vertical';
import type { EventId } from '../../shared/trace/event.ts';
import type { StageState, StageStatus } from '../../shared/trace/session.ts';
import { useText } from '../i18n/messages.ts';
import { classes } from '../ui/classes.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { goTo } from '../view-store.ts';
import type { FlowAbilities } from './flow-abilities.ts';
import { useFlow } from './flow-store.ts';
import { chooseStage } from './stage-choice.ts';
import { useTimeLineText } from './time-line-messages.ts';
import styles from './time-line.module.css';
import type { FlowCommands } from './use-flow-commands.ts';

const SHAPES: Readonly<Record<StageStatus, string>> = {
  pending: '○',
  active: '◐',
  done: '●',
  failed: '✕',
  refused: '✕',
  overridden: '▲',
  skipped: '–',
};

export interface StageItemProps {
  readonly stage: StageState;
  /** The first arrow of the stage. */
  readonly first: EventId | undefined;
  readonly abilities: FlowAbilities;
  readonly commands: FlowCommands;
}

/** The shape of a stage. One that is behind us shows whether everything in it was right. */
function shapeOf({ status, failed, errors }: StageState): { readonly shape: string; readonly tone: string } {
  if (status !== 'done' || failed === 0) return { shape: SHAPES[status], tone: status };
  return errors > 0 ? { shape: '✕', tone: 'failed' } : { shape: '▲', tone: 'overridden' };
}

/** One stage of the time line: what became of it, and what can be done with it. */
export function StageItem({ stage, first, abilities, commands }: StageItemProps) {
  const t = useTimeLineText();
  const app = useText();
  const breakpoints = useFlow((view) => view.breakpoints);
  const name = app(`stage.${stage.id}`);
  const { shape, tone } = shapeOf(stage);
  const faults = stage.failed > 0 ? `, ${t('faults', { count: stage.failed })}` : '';
  const stops = breakpoints.stages.includes(stage.id);
  return (
    <li className={styles.stageItem}>
      <button
        type="button"
        className={classes(styles.stagePress, stage.status === 'active' && styles.stageNow)}
        data-status={tone}
        disabled={first === undefined}
        aria-current={stage.status === 'active' ? 'step' : undefined}
        aria-label={`${name}, ${t(`status.${stage.status}`)}${faults}`}
        onClick={() => {
          if (first !== undefined) chooseStage(stage.id, first);
        }}
      >
        <span className={styles.shape} aria-hidden="true">
          {shape}
        </span>
        <span>{t(`short.${stage.id}`)}</span>
        {stops ? (
          <span className={styles.stop} title={t('breakpoint')} aria-hidden="true">
            ◆
          </span>
        ) : null}
      </button>
      <Menu
        label={t('actions', { stage: name })}
        entries={[
          {
            id: 'run',
            title: t('runTo'),
            isDisabled: !abilities.step,
            // What is done to the flow is seen in its room.
            run: () => {
              goTo('flow');
              void commands.runTo(stage.id);
            },
          },
          {
            id: 'retry',
            title: t('retry'),
            isDisabled: !abilities.retry || stage.status === 'pending',
            run: () => {
              goTo('flow');
              void commands.retry(stage.id);
            },
          },
          {
            id: 'breakpoint',
            title: stops ? t('noBreak') : t('break'),
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
        <IconButton label={t('actions', { stage: name })} size="small" className={styles.more ?? ''}>
          <EllipsisVertical size={12} aria-hidden />
        </IconButton>
      </Menu>
    </li>
  );
}
