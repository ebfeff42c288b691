import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useFlowText } from '../flow-messages.ts';
import styles from './control.module.css';

export interface OverrideButtonProps {
  readonly ruleId: string;
  readonly isDisabled?: boolean;
  readonly onOverride: (ruleId: string) => void;
}

/** “Continue anyway”, which first says what that means. */
export function OverrideButton({ ruleId, isDisabled = false, onOverride }: OverrideButtonProps) {
  const t = useFlowText();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <Button danger isDisabled={isDisabled} onPress={() => setAsking(true)}>
        {t('stop.override')}
      </Button>
    );
  }
  return (
    <div className={styles.sure}>
      <p className={styles.warning}>{t('stop.overrideMeans', { rule: ruleId })}</p>
      <div className={styles.panelActions}>
        <Button danger isDisabled={isDisabled} onPress={() => onOverride(ruleId)}>
          {t('stop.overrideSure')}
        </Button>
        <Button look="quiet" onPress={() => setAsking(false)}>
          {t('stop.stay')}
        </Button>
      </div>
    </div>
  );
}
