import type { ReactNode } from 'react';
import { useText } from '../../i18n/messages.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { usePrivacyText } from './privacy-messages.ts';
import styles from './privacy-room.module.css';
import type { Work } from './use-work.ts';

/** How a piece of work stands: its progress with a way to end it, that it was ended, or what went wrong. */
export function WorkState({
  work,
}: {
  readonly work: Pick<Work<'privacy.view'>, 'progress' | 'cancelled' | 'error' | 'cancel' | 'again'>;
}): ReactNode {
  const p = usePrivacyText();
  const t = useText();
  const { progress, cancelled, error, cancel, again } = work;
  if (progress !== undefined) {
    return (
      <div className={styles.working}>
        <Progress label={p('work.looking')} value={Math.round(progress * 100)} />
        <span>{p('work.looking')}</span>
        <Button size="small" onPress={cancel}>
          {t('common.cancel')}
        </Button>
      </div>
    );
  }
  if (cancelled) {
    return (
      <div className={styles.working}>
        <span>{p('work.cancelled')}</span>
        <Button size="small" onPress={again}>
          {p('work.again')}
        </Button>
      </div>
    );
  }
  return error === undefined ? null : <ErrorNotice message={error} />;
}
