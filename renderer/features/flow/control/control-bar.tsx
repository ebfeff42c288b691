import ChevronLeft from 'lucide-react/icons/chevron-left';
import FastForward from 'lucide-react/icons/fast-forward';
import Pencil from 'lucide-react/icons/pencil';
import Play from 'lucide-react/icons/play';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import SkipForward from 'lucide-react/icons/skip-forward';
import Square from 'lucide-react/icons/square';
import Undo2 from 'lucide-react/icons/undo-2';
import { requestLabel } from '../../../../shared/diagram/label.ts';
import type { Session } from '../../../../shared/trace/session.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { useFlowText } from '../flow-messages.ts';
import { BreakpointsButton } from './breakpoints.tsx';
import { useMasking } from './use-masking.ts';
import styles from './control.module.css';
import type { FlowCommands } from '../../../flow/use-flow-commands.ts';
import type { FlowAbilities } from '../../../flow/flow-abilities.ts';

export interface ControlBarProps {
  readonly session: Session;
  readonly abilities: FlowAbilities;
  readonly commands: FlowCommands;
  readonly onEdit: () => void;
}

/** The controls and their keys, and what would be sent next. */
export function ControlBar({ session, abilities, commands, onEdit }: ControlBarProps) {
  const t = useFlowText();
  const { draft } = session;
  const masking = useMasking();
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('control.name')}>
      {abilities.busy ? (
        <div className={styles.progress}>
          <Progress
            label={t(masking === undefined ? 'control.busy' : 'control.masking')}
            {...(masking === undefined ? {} : { value: Math.round(masking * 100) })}
          />
        </div>
      ) : null}
      <div className={styles.buttons}>
        <Button
          look="quiet"
          chord="b"
          icon={<ChevronLeft size={15} aria-hidden />}
          isDisabled={!abilities.back}
          onPress={() => void commands.back()}
        >
          {t('control.back')}
        </Button>
        <Button
          look="primary"
          chord="n"
          icon={<Play size={13} aria-hidden />}
          isDisabled={!abilities.step}
          onPress={() => void commands.step()}
        >
          {t('control.step')}
        </Button>
        <Button
          look="quiet"
          chord="shift+n"
          icon={<SkipForward size={14} aria-hidden />}
          isDisabled={!abilities.step}
          onPress={() => void commands.stage()}
        >
          {t('control.stage')}
        </Button>
        <Button
          look="quiet"
          chord="r"
          icon={<FastForward size={14} aria-hidden />}
          isDisabled={!abilities.step}
          onPress={() => void commands.run()}
        >
          {t('control.run')}
        </Button>
        <span className={styles.divider} aria-hidden="true" />
        <IconButton
          label={t('control.retry')}
          isDisabled={!abilities.retry}
          onPress={() => void commands.retry()}
        >
          <Undo2 size={15} aria-hidden />
        </IconButton>
        <IconButton
          label={t('control.restart')}
          isDisabled={!abilities.live}
          onPress={() => void commands.restart()}
        >
          <RotateCcw size={15} aria-hidden />
        </IconButton>
        <BreakpointsButton
          isDisabled={!abilities.live}
          onChange={(next) => void commands.setBreakpoints(next)}
        />
        {abilities.busy ? (
          <Button danger icon={<Square size={12} aria-hidden />} onPress={() => void commands.cancel()}>
            {t('control.cancel')}
          </Button>
        ) : null}
      </div>
      <div className={styles.next} aria-live="polite">
        {draft && draft.opened === undefined ? (
          <>
            <span className={styles.nextWord}>{t('control.next')}</span>
            <code className={styles.nextName} title={draft.request.url}>
              {requestLabel(draft.request)}
            </code>
            {draft.edited ? <span className={styles.editedMark}>{t('diagram.edited')}</span> : null}
            <Button
              size="small"
              chord="e"
              icon={<Pencil size={12} aria-hidden />}
              isDisabled={!abilities.edit}
              onPress={onEdit}
            >
              {t('control.editDraft')}
            </Button>
          </>
        ) : (
          <span className={styles.quiet}>
            {abilities.busy && masking !== undefined ? t('control.masking') : restText(session, abilities, t)}
          </span>
        )}
      </div>
    </div>
  );
}

function restText(session: Session, abilities: FlowAbilities, t: ReturnType<typeof useFlowText>): string {
  if (!abilities.live) return t('control.readOnly');
  if (abilities.busy) return t('control.busy');
  if (session.question) return t('control.waiting');
  if (session.stop) return t(session.stop.kind === 'refused' ? 'control.refused' : 'control.failed');
  if (session.completed) return t('control.completed');
  return '';
}
