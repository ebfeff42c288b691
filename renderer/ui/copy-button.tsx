import Check from 'lucide-react/icons/check';
import ChevronDown from 'lucide-react/icons/chevron-down';
import Copy from 'lucide-react/icons/copy';
import LockKeyholeOpen from 'lucide-react/icons/lock-keyhole-open';
import { use, useEffect, useEffectEvent, useId, useMemo, useState } from 'react';
import { unmaskText } from '../../shared/privacy/unmask.ts';
import { useText } from '../i18n/messages.ts';
import styles from './copy-button.module.css';
import { IconButton } from './icon-button.tsx';
import { Menu } from './menu.tsx';
import { secretLabels } from './secret-parts.ts';
import { SecretsContext } from './secrets-context.ts';

export interface CopyButtonProps {
  /** Projected text to copy, or how to get it. */
  readonly text: string | (() => string);
  /** What `text` makes the text of, where it is a function: its secrets are looked for there. */
  readonly of?: unknown;
  /** What is copied, for the accessible name; `Copy` when absent. */
  readonly label?: string;
  /** Asks for the very text, secrets included, where more is known than the projected one. */
  readonly exact?: () => Promise<string | undefined>;
}

/**
 * Copies a text as it is shown: what is masked leaves by its name. Where something is masked, a menu beside it and the
 * command list offer to copy the secrets as well.
 */
export function CopyButton({ text, of, label, exact }: CopyButtonProps) {
  const t = useText();
  const secrets = use(SecretsContext);
  const [copied, setCopied] = useState<'shown' | 'plain'>();
  useEffect(() => {
    if (copied === undefined) return undefined;
    const timer = setTimeout(() => setCopied(undefined), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const name = label ?? t('common.copy');
  const subject = typeof text === 'string' ? text : of;
  const { labels, more } = useMemo(() => secretLabels(subject), [subject]);
  const hidden = [...labels].filter((one) => secrets.textOf(one) === undefined).length;
  const { copyPlain } = secrets;
  const withSecrets = (hidden > 0 || more) && copyPlain !== undefined;
  const read = (): string => (typeof text === 'string' ? text : text());

  const copy = async () => {
    // Most often nothing is revealed, and a large text need not be read through.
    const shown = hidden === labels.size && !more ? read() : unmaskText(read(), secrets.textOf);
    await navigator.clipboard.writeText(shown);
    setCopied('shown');
  };
  const copyAll = async () => {
    if (await copyPlain?.(read(), exact)) setCopied('plain');
  };

  return (
    <span className={styles.copy}>
      <IconButton
        label={copied === undefined ? name : t(copied === 'plain' ? 'secret.copied' : 'common.copied')}
        size="small"
        onPress={() => void copy()}
      >
        {copied === undefined ? <Copy size={14} aria-hidden /> : <Check size={14} aria-hidden />}
      </IconButton>
      {withSecrets ? (
        <>
          <Menu
            label={t('secret.copyMore', { name })}
            entries={[
              {
                id: 'shown',
                title: t('secret.copyShown'),
                icon: <Copy size={14} aria-hidden />,
                run: () => void copy(),
              },
              {
                id: 'plain',
                title: t('secret.copyPlain'),
                detail: more ? t('secret.copyWarningMany') : t('secret.copyWarning', { count: hidden }),
                icon: <LockKeyholeOpen size={14} aria-hidden />,
                run: () => void copyAll(),
              },
            ]}
          >
            <IconButton label={t('secret.copyMore', { name })} size="small" className={styles.more ?? ''}>
              <ChevronDown size={12} aria-hidden />
            </IconButton>
          </Menu>
          <Offered
            title={
              more ? t('secret.copyNamedMany', { name }) : t('secret.copyNamed', { name, count: hidden })
            }
            run={() => void copyAll()}
          />
        </>
      ) : null}
    </span>
  );
}

/** Puts the copy into the command list while its button is on screen. */
function Offered({ title, run }: { readonly title: string; readonly run: () => void }) {
  const { offer } = use(SecretsContext);
  const id = useId();
  const runNow = useEffectEvent(run);
  useEffect(() => offer({ id: `copy.${id}`, title, run: () => runNow() }), [offer, id, title]);
  return null;
}
