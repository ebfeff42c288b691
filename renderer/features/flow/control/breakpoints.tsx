import CircleDot from 'lucide-react/icons/circle-dot';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { STAGES, type StageId } from '../../../../shared/trace/event.ts';
import { useText } from '../../../i18n/messages.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Select } from '../../../ui/select.tsx';
import { useFlowText } from '../flow-messages.ts';
import { useFlow } from '../../../flow/flow-store.ts';
import styles from './control.module.css';

export interface BreakpointsButtonProps {
  readonly isDisabled: boolean;
  readonly onChange: (breakpoints: {
    stages: readonly StageId[];
    severity: 'error' | 'warning' | null;
  }) => void;
}

/** Where a run rests: before a stage, or after a finding. */
export function BreakpointsButton({ isDisabled, onChange }: BreakpointsButtonProps) {
  const t = useFlowText();
  const app = useText();
  const { stages, severity } = useFlow((view) => view.breakpoints);
  const count = stages.length + (severity === null ? 0 : 1);
  return (
    <DialogTrigger>
      <Button look="quiet" icon={<CircleDot size={14} aria-hidden />} isDisabled={isDisabled}>
        {count === 0 ? t('breakpoints.name') : t('breakpoints.count', { count })}
      </Button>
      <Popover className={styles.popover ?? ''} placement="top start" offset={6}>
        <Dialog className={styles.breakpoints ?? ''} aria-label={t('breakpoints.name')}>
          <p className={styles.quiet}>{t('breakpoints.hint')}</p>
          <Select
            label={t('breakpoints.severity')}
            options={[
              { id: 'none', title: t('breakpoints.never') },
              { id: 'error', title: t('breakpoints.error') },
              { id: 'warning', title: t('breakpoints.warning') },
            ]}
            selected={severity ?? 'none'}
            onSelect={(next) => onChange({ stages, severity: next === 'none' ? null : next })}
          />
          <fieldset className={styles.stages}>
            <legend>{t('breakpoints.stages')}</legend>
            {STAGES.map((stage) => (
              <Checkbox
                key={stage}
                isSelected={stages.includes(stage)}
                onChange={(on) =>
                  onChange({
                    stages: on ? [...stages, stage] : stages.filter((other) => other !== stage),
                    severity,
                  })
                }
              >
                {app(`stage.${stage}`)}
              </Checkbox>
            ))}
          </fieldset>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
