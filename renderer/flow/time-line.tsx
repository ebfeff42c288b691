import SkipForward from 'lucide-react/icons/skip-forward';
import { useEffect, useMemo } from 'react';
import type { StageId } from '../../shared/trace/event.ts';
import { firstArrows } from '../../shared/diagram/stage-arrows.ts';
import { useActions } from '../actions.ts';
import { useText } from '../i18n/messages.ts';
import { useSession } from '../session-store.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { goTo } from '../view-store.ts';
import { abilitiesOf } from './flow-abilities.ts';
import { FindingsButton } from './findings-button.tsx';
import { resetFlowView, useFlow, viewAt } from './flow-store.ts';
import { chooseStage } from './stage-choice.ts';
import { StageItem } from './stage-item.tsx';
import { useTimeLineText } from './time-line-messages.ts';
import styles from './time-line.module.css';
import { useFlowCommands } from './use-flow-commands.ts';
import { useShownSession } from './use-shown-session.ts';

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

/** Where the flow of one session is: its stages, and a slider over its events. Leaves a fresh view to the next one. */
export function TimeLine() {
  const { load, trace } = useSession();
  useEffect(() => resetFlowView, []);
  return load === 'ready' && trace.events.length > 0 ? <OpenTimeLine /> : null;
}

/** Looking back changes nothing in the trace. */
function OpenTimeLine() {
  const t = useTimeLineText();
  const app = useText();
  const { trace, session, summary, version } = useSession();
  const shown = useShownSession().session;
  const commands = useFlowCommands();
  const viewing = useFlow((view) => view.viewing);
  const abilities = abilitiesOf(session, summary);
  // The session grows in place; `version` says when.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const first = useMemo(() => firstArrows(session), [session, version]);
  const stages = [...shown.stages.values()].filter(
    (stage) => MAIN.includes(stage.id) || session.stages.get(stage.id)?.status !== 'pending',
  );
  const { events } = session;
  const at = viewing === undefined ? events.length : events.findIndex((event) => event.id === viewing) + 1;

  useActions([
    ...[...first].map(([stage, event]) => ({
      id: `stage.${stage}`,
      title: t('goTo', { stage: app(`stage.${stage}`) }),
      group: app('group.flow'),
      run: () => chooseStage(stage, event),
    })),
    {
      id: 'flow.newest',
      title: t('newest'),
      group: app('group.flow'),
      enabled: viewing !== undefined,
      run: () => viewAt(undefined),
    },
  ]);

  return (
    <nav className={styles.timeline} aria-label={t('name')}>
      <div className={styles.line}>
        <ol className={styles.strip}>
          {stages.map((stage) => (
            <StageItem
              key={stage.id}
              stage={stage}
              first={first.get(stage.id)}
              abilities={abilities}
              commands={commands}
            />
          ))}
        </ol>
        {events.length > 1 ? (
          <div className={styles.history}>
            <FindingsButton trace={trace} session={shown} />
            <input
              type="range"
              className={styles.slider}
              min={1}
              max={events.length}
              value={at === 0 ? events.length : at}
              aria-label={t('slider')}
              aria-valuetext={t('at', { at, count: events.length })}
              onChange={(event) => {
                const index = Number(event.target.value);
                viewAt(index >= events.length ? undefined : events[index - 1]?.id);
              }}
            />
            {viewing === undefined ? (
              <span className={styles.events}>{t('events', { count: events.length })}</span>
            ) : (
              <>
                <output className={styles.viewing} aria-label={t('at', { at, count: events.length })}>
                  {t('atShort', { at, count: events.length })}
                </output>
                <Button
                  size="small"
                  isDisabled={!abilities.move}
                  onPress={() => {
                    goTo('flow');
                    void commands.move(viewing);
                  }}
                >
                  {t('goOn')}
                </Button>
                <IconButton
                  size="small"
                  label={t('newest')}
                  placement="bottom"
                  onPress={() => viewAt(undefined)}
                >
                  <SkipForward size={14} aria-hidden />
                </IconButton>
              </>
            )}
          </div>
        ) : null}
      </div>
    </nav>
  );
}
