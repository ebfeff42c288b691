import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import { useText } from '../i18n/messages.ts';
import { CopyButton } from './copy-button.tsx';
import styles from './error-notice.module.css';
import { IconButton } from './icon-button.tsx';

export interface ErrorNoticeProps {
  /** What happened, why we think so, what to try. */
  readonly message: string;
  /** The platform's own words; shown folded, always copyable. */
  readonly details?: string | undefined;
  readonly action?: ReactNode;
  readonly onDismiss?: () => void;
}

/** Something went wrong: one sentence, with details a person can copy into a report. */
export function ErrorNotice({ message, details, action, onDismiss }: ErrorNoticeProps) {
  const t = useText();
  return (
    <div className={styles.notice} role="alert">
      <span className={styles.shape} aria-hidden="true">
        ✕
      </span>
      <div className={styles.message}>
        {message}
        {details === undefined ? null : (
          <details className={styles.details}>
            <summary>{t('common.details')}</summary>
            <pre>{details}</pre>
          </details>
        )}
      </div>
      <div className={styles.actions}>
        {action}
        <CopyButton
          text={details === undefined ? message : `${message}\n\n${details}`}
          label={t('common.copyDetails')}
        />
        {onDismiss === undefined ? null : (
          <IconButton label={t('common.dismiss')} size="small" onPress={onDismiss}>
            <X size={14} aria-hidden />
          </IconButton>
        )}
      </div>
    </div>
  );
}
