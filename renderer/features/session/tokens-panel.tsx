import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../../shared/trace/session.ts';
import { scopeTokens } from '../../../shared/protocol/scope.ts';
import line from '../../ui/line.module.css';
import { secretParts } from '../../ui/secret-parts.ts';
import { useRevealed } from '../../secret-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { JsonText } from '../../ui/json-text.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import { isRevoked } from './action-runs.ts';
import { durationText } from '../../duration.ts';
import { useText } from '../../i18n/messages.ts';
import { decodeJwt } from './jwt.ts';
import { useSessionText } from './session-messages.ts';
import styles from './session-room.module.css';
import { showInFlow } from './use-act.ts';
import { useNow } from '../../use-now.ts';

const TOKENS = ['access_token', 'refresh_token', 'id_token'] as const;
/** From here on the count-down asks for attention: long enough to press Refresh. */
const SOON = 30_000;

/** The tokens of the session, masked, with what they say of themselves. */
export function TokensPanel({ session }: { readonly session: Session }) {
  const s = useSessionText();
  const held = TOKENS.flatMap((name) => {
    const event = session.values.get(name)?.at(-1);
    return event && typeof event.value === 'string' ? [{ name, event, text: event.value }] : [];
  });
  return (
    <section className={styles.section} aria-labelledby="tokens">
      <h2 id="tokens">{s('tokens.title')}</h2>
      {held.length === 0 ? (
        <p className={line.muted}>{session.completed ? s('tokens.open') : s('tokens.none')}</p>
      ) : null}
      <div>
        {held.map(({ name, event, text }) => (
          <Token key={name} name={name} event={event} text={text} session={session} />
        ))}
      </div>
    </section>
  );
}

interface TokenProps {
  readonly name: (typeof TOKENS)[number];
  readonly event: EventOf<'value'>;
  readonly text: string;
  readonly session: Session;
}

function Token({ name, event, text, session }: TokenProps) {
  const s = useSessionText();
  const { from } = event;
  const revoked = name !== 'id_token' && isRevoked(session, name, event.id);
  return (
    <div className={styles.token}>
      <div className={styles.tokenHead}>
        <span className={styles.tokenName}>
          {s(`tokens.${name}`)} {revoked ? <Badge tone="fail">{s('tokens.revoked')}</Badge> : null}
        </span>
        {from.kind === 'seen' ? (
          <Button look="quiet" size="small" onPress={() => showInFlow(from.event)}>
            {s('show')}
          </Button>
        ) : null}
      </div>
      <span className={styles.mono}>
        <SecretText text={text} />
      </span>
      {name === 'access_token' ? <Expiry expires={latest(session, 'expires_at')} /> : null}
      <Claims text={text} />
    </div>
  );
}

function Expiry({ expires }: { readonly expires: unknown }) {
  const t = useText();
  const s = useSessionText();
  const known = typeof expires === 'number' ? expires : undefined;
  const now = useNow(known !== undefined);
  if (known === undefined) return <span className={styles.expiry}>{s('tokens.noExpiry')}</span>;
  const left = known - now;
  const time = durationText(Math.abs(left), t);
  return (
    <span className={classes(styles.expiry, left <= 0 ? styles.expired : left < SOON && styles.soon)}>
      {left <= 0 ? s('tokens.expired', { time }) : s('tokens.expiresIn', { time })}
    </span>
  );
}

/** What a token claims: only when its text is on screen, for the claims are in it. */
function Claims({ text }: { readonly text: string }) {
  const s = useSessionText();
  const [part, ...more] = secretParts(text);
  const revealed = useRevealed(part?.kind === 'secret' ? part.label : '');
  const plain = part?.kind === 'secret' && more.length === 0 ? revealed : text;
  if (plain === undefined) return null;
  const jwt = decodeJwt(plain);
  if (!jwt) return <span className={styles.small}>{s('tokens.opaque')}</span>;
  return (
    <details className={styles.claims} open>
      <summary>
        {s('tokens.claims')} <span className={styles.small}>{s('tokens.unverified')}</span>
      </summary>
      <JsonText value={jwt.header} />
      <JsonText value={jwt.claims} />
    </details>
  );
}

/** Scopes asked for beside scopes granted. */
export function ScopesPanel({ session }: { readonly session: Session }) {
  const s = useSessionText();
  const asked = scopeTokens(latestText(session, 'scope_requested'));
  const granted = scopeTokens(latestText(session, 'scope_granted'));
  const all = [...new Set([...asked, ...granted])];
  return (
    <section className={styles.section} aria-labelledby="scopes">
      <h2 id="scopes">{s('scopes.title')}</h2>
      {all.length === 0 ? <p className={line.muted}>{s('scopes.none')}</p> : null}
      <ul className={styles.scopes}>
        {all.map((scope) => {
          const state = !granted.includes(scope)
            ? 'notGranted'
            : asked.includes(scope)
              ? 'granted'
              : 'unasked';
          return (
            <li key={scope} className={styles.scope}>
              <span className={styles.mono}>{scope}</span>
              <Badge tone={state === 'granted' ? 'pass' : state === 'notGranted' ? 'warning' : 'accent'}>
                {s(`scopes.${state}`)}
              </Badge>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
