import { isJsonObject, text } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { ValueName } from '../trace/event.ts';
import { latestText } from '../trace/fold.ts';
import type { EventOf, Session } from '../trace/session.ts';
import type { Expected } from './token.ts';

const TOKEN_VALUES: ReadonlySet<ValueName> = new Set<ValueName>([
  'access_token',
  'refresh_token',
  'id_token',
]);

/** The value events of one token response that this token came in, or none. A sign-out does not make them forgotten. */
export function cameWith(session: Session, token: string): readonly EventOf<'value'>[] {
  const found = session.events.findLast(
    (event): event is EventOf<'value'> =>
      event.kind === 'value' && TOKEN_VALUES.has(event.name) && event.value === token,
  );
  if (!found) return [];
  const { from } = found;
  const at = session.events.indexOf(found);
  const ends = session.events.findIndex((event, index) => index > at && event.kind === 'exchange');
  const begins = from.kind === 'seen' ? session.events.findIndex((event) => event.id === from.event) : at;
  return session.events.slice(begins, ends < 0 ? undefined : ends).filter((event) => event.kind === 'value');
}

function valueBefore(session: Session, name: ValueName, id: number): string | undefined {
  const found = session.events.findLast(
    (event) => event.kind === 'value' && event.name === name && event.id < id,
  );
  return found?.kind === 'value' && typeof found.value === 'string' ? found.value : undefined;
}

/** The newest accepted revocation of one of these tokens, before the event `before`. */
export function revocationOf(
  session: Session,
  tokens: ReadonlySet<unknown>,
  before = Infinity,
): EventOf<'exchange'> | undefined {
  return session.exchanges.findLast(
    (exchange) =>
      exchange.id < before &&
      exchange.step === 'revoke' &&
      exchange.response?.status === 200 &&
      tokens.has(new URLSearchParams(exchange.request.body ?? '').get('token')),
  );
}

/** What a session knows to hold one of its tokens against: what was true when the token came, not what is true now. */
export function expectedOf(session: Session, token: string): Expected {
  const came = cameWith(session, token);
  const of = (name: ValueName): unknown => came.findLast((event) => event.name === name)?.value;
  const first = came[0]?.id ?? session.head + 1;
  const requested = valueBefore(session, 'scope_requested', first);
  const granted = of('scope_granted');
  const expiresAt = came.some((event) => event.name === 'access_token' && event.value === token)
    ? of('expires_at')
    : undefined;
  const revoked = revocationOf(session, new Set([token]));
  const issuer = latestText(session, 'issuer') ?? latestText(session, 'metadata_issuer');
  const resource = latestText(session, 'resource') ?? session.target;
  const clientId = latestText(session, 'client_id');
  const tokenEndpoint = latestText(session, 'token_endpoint');
  return {
    ...(issuer === undefined ? {} : { issuer }),
    ...(resource === undefined ? {} : { resource }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(tokenEndpoint === undefined ? {} : { tokenEndpoint }),
    ...(requested === undefined ? {} : { scopeRequested: requested }),
    ...(typeof granted === 'string' ? { scopeGranted: granted } : {}),
    ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
    ...(revoked ? { revokedAt: revoked.at } : {}),
  };
}

/** The newest thing the authorization server said about this very token (RFC 7662), asked before the event `until`. */
export function introspectionOf(session: Session, token: string, until = Infinity): JsonObject | undefined {
  const asked = session.exchanges.findLast(
    (exchange) =>
      exchange.id < until &&
      exchange.step === 'introspect' &&
      new URLSearchParams(exchange.request.body ?? '').get('token') === token,
  );
  if (!asked) return undefined;
  const answer = session.events.find(
    (event) =>
      event.kind === 'value' &&
      event.name === 'introspection' &&
      event.from.kind === 'seen' &&
      event.from.event === asked.id,
  );
  return answer?.kind === 'value' && isJsonObject(answer.value) ? answer.value : undefined;
}

/** Where the discovered authorization server publishes its keys; `undefined` when it says nothing of any. */
export function discoveredKeys(session: Session): string | undefined {
  const metadata = session.values.get('authorization_server_metadata')?.at(-1)?.value;
  return text(metadata, 'jwks_uri');
}
