import Unplug from 'lucide-react/icons/unplug';
import { useSyncExternalStore } from 'react';
import { useText } from '../../i18n/messages.ts';
import type { Transport } from '../../transport/transport.ts';
import styles from './notice-area.module.css';

/** Says that the engine is away; nothing while it can be reached. */
export function ConnectionStrip({ transport }: { readonly transport: Transport }) {
  const t = useText();
  const connection = useSyncExternalStore(transport.onConnection, transport.connection);
  return (
    <output className={styles.status}>
      {connection.kind === 'reconnecting' ? (
        <div className={styles.strip}>
          <Unplug size={14} aria-hidden />
          <span>{t('frame.reconnecting', { attempt: connection.attempt })}</span>
          <span className={styles.quiet}>{t('frame.reconnectingHint')}</span>
        </div>
      ) : null}
    </output>
  );
}
