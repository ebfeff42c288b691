import { useText } from '../../i18n/messages.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import styles from './app-frame.module.css';

/** A fault of ours, with a report that can be copied. */
export function AppErrorNotice({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry: () => void;
}) {
  const t = useText();
  return (
    <div className={styles.crash}>
      <ErrorNotice
        message={t('frame.crashed')}
        details={error instanceof Error ? (error.stack ?? error.message) : String(error)}
        action={
          <Button size="small" onPress={onRetry}>
            {t('frame.tryAgain')}
          </Button>
        }
      />
    </div>
  );
}
