import { dismissFault, useFaults } from '../../fault-store.ts';
import { useText } from '../../i18n/messages.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import styles from './notice-area.module.css';

/** Refusals of the engine and faults of ours, above the room and over nothing, until dismissed or settled. */
export function NoticeArea() {
  const t = useText();
  const faults = useFaults();
  if (faults.length === 0) return null;
  return (
    <section className={styles.area} aria-label={t('frame.notices')}>
      {faults.map((fault) => (
        <ErrorNotice
          key={fault.id}
          message={fault.message}
          details={fault.details}
          onDismiss={() => dismissFault(fault.id)}
        />
      ))}
    </section>
  );
}
