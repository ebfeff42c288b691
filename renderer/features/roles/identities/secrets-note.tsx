import ShieldCheck from 'lucide-react/icons/shield-check';
import { useEffect, useState } from 'react';
import { useEngine } from '../../../engine-context.ts';
import { useRolesText } from '../roles-messages.ts';
import styles from './identities.module.css';

/** Where tokens and secrets are, as the host says. */
export function SecretsNote() {
  const r = useRolesText();
  const engine = useEngine();
  const [encrypted, setEncrypted] = useState<boolean>();
  useEffect(() => {
    let gone = false;
    engine.call('app.info', {}).then(
      ({ capabilities }) => {
        if (!gone) setEncrypted(capabilities.encryptedSecrets);
      },
      // An engine that cannot even say what it is shows that by the connection strip.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [engine]);
  if (encrypted === undefined) return null;
  return (
    <p className={styles.note}>
      <ShieldCheck size={14} aria-hidden /> {r(encrypted ? 'list.encrypted' : 'list.memory')}
    </p>
  );
}
