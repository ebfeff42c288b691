import X from 'lucide-react/icons/x';
import { classes } from '../../ui/classes.ts';
import { Badge } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import line from '../../ui/line.module.css';
import { useInspectText } from './inspect-messages.ts';
import styles from './inspect-room.module.css';
import { choose, forgetPasted, type Subject } from './inspect-store.ts';
import type { SessionToken } from './session-tokens.ts';

export interface TokenListProps {
  readonly tokens: readonly SessionToken[];
  readonly pasted: readonly Extract<Subject, { kind: 'pasted' }>[];
  readonly chosen: string | undefined;
}

const clock = (at: number): string =>
  new Date(at).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  });

/** What can be looked at: the session's own tokens, then pasted ones. */
export function TokenList({ tokens, pasted, chosen }: TokenListProps) {
  const t = useInspectText();
  return (
    <>
      <section aria-labelledby="session-tokens">
        <h2 id="session-tokens">{t('list.session')}</h2>
        {tokens.length === 0 ? <p className={line.muted}>{t('list.none')}</p> : null}
        <ul className={styles.tokens}>
          {tokens.map((token) => {
            const id = `session ${token.label}`;
            return (
              <li key={id}>
                <button
                  type="button"
                  className={classes(styles.token, id === chosen && styles.tokenChosen)}
                  aria-current={id === chosen ? 'true' : undefined}
                  onClick={() => choose(id)}
                >
                  <span>{token.label}</span>
                  {token.current ? <Badge tone="accent">{t('list.inForce')}</Badge> : null}
                  <span className={styles.clock}>{clock(token.at)}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </section>
      {pasted.length > 0 ? (
        <section aria-labelledby="pasted-tokens">
          <h2 id="pasted-tokens">{t('list.pasted')}</h2>
          <ul className={styles.tokens}>
            {pasted.map((subject) => (
              <li key={subject.id} className={styles.pastedRow}>
                <button
                  type="button"
                  className={classes(styles.token, subject.id === chosen && styles.tokenChosen)}
                  aria-current={subject.id === chosen ? 'true' : undefined}
                  onClick={() => choose(subject.id)}
                >
                  <span>{t('list.pastedName', { number: subject.id.slice('pasted '.length) })}</span>
                  <span className={styles.clock}>{subject.targetUrl ?? ''}</span>
                </button>
                <IconButton
                  size="small"
                  label={t('list.forget', { number: subject.id.slice('pasted '.length) })}
                  onPress={() => forgetPasted(subject.id)}
                >
                  <X size={14} aria-hidden />
                </IconButton>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
