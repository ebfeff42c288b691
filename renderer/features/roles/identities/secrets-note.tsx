import ShieldCheck from 'lucide-react/icons/shield-check';
import { useHostInfo } from '../../../use-host-info.ts';
import { useRolesText } from '../roles-messages.ts';
import styles from './identities.module.css';

/** Where tokens and secrets are, as the host says. */
export function SecretsNote() {
  const r = useRolesText();
  const encrypted = useHostInfo()?.capabilities.encryptedSecrets;
  if (encrypted === undefined) return null;
  return (
    <p className={styles.note}>
      <ShieldCheck size={14} aria-hidden /> {r(encrypted ? 'list.encrypted' : 'list.memory')}
    </p>
  );
}
