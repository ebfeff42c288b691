import EyeOff from 'lucide-react/icons/eye-off';
import LockKeyhole from 'lucide-react/icons/lock-keyhole';
import { Fragment, use, type ReactNode } from 'react';
import { Button as KitButton } from 'react-aria-components/Button';
import { useText } from '../i18n/messages.ts';
import { secretParts } from './secret-parts.ts';
import styles from './secret-text.module.css';
import { SecretsContext } from './secrets-context.ts';
import { Tooltip } from './tooltip.tsx';

export interface SecretTextProps {
  /** Projected text; secrets stand in it as `⟦access token A⟧`. */
  readonly text: string;
  /** How to render the text between the secrets; as it is when absent. */
  readonly render?: (text: string) => ReactNode;
  /** More on a secret, on hover and focus. */
  readonly about?: (label: string) => ReactNode;
}

/** Text whose masked secrets are chips, revealed one by one. Two chips of one name are one secret. */
export function SecretText({ text, render, about }: SecretTextProps) {
  const parts = secretParts(text);
  return (
    <span className={styles.text}>
      {parts.map((part) =>
        part.kind === 'secret' ? (
          <SecretChip key={part.at} label={part.label} about={about?.(part.label)} />
        ) : (
          <span key={part.at}>{render ? render(part.text) : part.text}</span>
        ),
      )}
    </span>
  );
}

/** One masked secret: its stable short name, and a press away its text. */
function SecretChip({ label, about }: { readonly label: string; readonly about?: ReactNode }) {
  const t = useText();
  const secrets = use(SecretsContext);
  const plain = secrets.textOf(label);
  if (plain === undefined) {
    const chip = (
      <KitButton
        className={styles.chip ?? ''}
        data-masked-secret={label}
        aria-label={secrets.locked ? t('secret.locked', { label }) : t('secret.reveal', { label })}
        onPress={() => secrets.reveal(label)}
      >
        <LockKeyhole size={11} aria-hidden />
        {label}
      </KitButton>
    );
    return (
      <span className={styles.joined}>
        {about === undefined ? chip : <Tooltip text={about}>{chip}</Tooltip>}
      </span>
    );
  }
  return (
    <span>
      <span className={styles.revealed} data-revealed-secret={label}>
        {plain.split(/(?<=\.)/).map((segment, at) => (
          // Tokens wrap between their segments first.
          <Fragment key={at}>
            {segment}
            <wbr />
          </Fragment>
        ))}
      </span>
      <KitButton
        className={styles.hide ?? ''}
        aria-label={t('secret.hide', { label })}
        onPress={() => secrets.hide(label)}
      >
        <EyeOff size={13} aria-hidden />
      </KitButton>
    </span>
  );
}
