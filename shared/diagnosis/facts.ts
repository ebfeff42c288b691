import type { JsonObject } from '../protocol/json.ts';
import { challengeParameter } from '../protocol/challenge.ts';
import { bearerOf } from '../protocol/exchange.ts';
import { isMcpStep, TOKEN_STEPS } from '../protocol/steps.ts';
import { cameWith, expectedOf, introspectionOf, revocationOf } from '../token/expected-of.ts';
import { readToken } from '../token/read-token.ts';
import type { Expected } from '../token/token.ts';
import { momentOf } from '../token/time-words.ts';
import type { Evidence, Pointer } from '../trace/event.ts';
import type { EventOf, Session } from '../trace/session.ts';

/** Everything about one refused call that a cause can be read from, lined up. */
export interface RefusalFacts {
  readonly session: Session;
  readonly exchange: EventOf<'exchange'>;
  readonly status: number;
  /** What the request carried; a name instead of the text in a saved session. */
  readonly token: string | undefined;
  /** A token was at hand when the request was made. */
  readonly held: boolean;
  readonly challenge: boolean;
  readonly error: string | undefined;
  readonly description: string;
  readonly scopeAsked: string | undefined;
  /** What the token says, or what the authorization server says of it. */
  readonly claims: JsonObject | undefined;
  readonly active: boolean | undefined;
  readonly expected: Expected;
  /** When the token came, by our clock. */
  readonly receivedAt: number | undefined;
  readonly receivedFrom: EventOf<'exchange'> | undefined;
  readonly issuedAt: number | undefined;
  readonly expiry: number | undefined;
  /** Our clock when the request was sent. */
  readonly now: number;
  /** The server's clock minus ours, as its Date header shows it; precise to a second and the time of the exchange. */
  readonly serverAhead: number | undefined;
  readonly revocation: EventOf<'exchange'> | undefined;
  readonly acceptedBefore: EventOf<'exchange'> | undefined;
  readonly resourceSent: string | undefined;
}

/** Evidence in the refused exchange. */
export const seenAt = (facts: RefusalFacts, at: Pointer): Evidence => ({ event: facts.exchange.id, at });

const header = (
  lines: readonly (readonly [string, string])[] | undefined,
  name: string,
): string | undefined => lines?.find(([other]) => other.toLowerCase() === name)?.[1];

const carried = (exchange: EventOf<'exchange'>): string | undefined =>
  header(exchange.request.headers, 'authorization')?.replace(/^\S+\s+/, '');

/** The call to explain: the one named, or the last refused one that a token was there for. */
function refusedCall(session: Session, id: number | undefined): EventOf<'exchange'> | undefined {
  const holdsToken = (before: number): boolean =>
    session.events.some(
      (event) => event.kind === 'value' && event.name === 'access_token' && event.id < before,
    );
  const isRefused = (exchange: EventOf<'exchange'>): boolean => {
    const status = exchange.response?.status;
    if (!isMcpStep(exchange.step) || (status !== 401 && status !== 403)) return false;
    // The first request goes without a token so as to be challenged: nothing is wrong with that.
    return carried(exchange) !== undefined || (exchange.stage !== 'challenge' && holdsToken(exchange.id));
  };
  return id === undefined
    ? session.exchanges.findLast(isRefused)
    : session.exchanges.find((exchange) => exchange.id === id && isRefused(exchange));
}

function clockOf(exchange: EventOf<'exchange'>): number | undefined {
  const date = Date.parse(header(exchange.response?.headers, 'date') ?? '');
  if (Number.isNaN(date)) return undefined;
  const { startedAt, total } = exchange.timing;
  // Anywhere between sending and receiving is no difference at all.
  if (date + 1000 >= startedAt && date <= startedAt + total) return 0;
  return date < startedAt ? date + 1000 - startedAt : date - (startedAt + total);
}

/** Lines the facts up, or `undefined` when no call was refused. */
export function readFacts(session: Session, id: number | undefined): RefusalFacts | undefined {
  const exchange = refusedCall(session, id);
  if (!exchange) return undefined;
  const token = carried(exchange);
  const parsed = bearerOf(exchange);
  const parameter = (name: string): string | undefined => parsed && challengeParameter(parsed, name)?.value;
  const came = token === undefined ? [] : cameWith(session, token);
  const first = came[0];
  const source = first?.from.kind === 'seen' ? first.from.event : undefined;
  const read = token === undefined ? undefined : readToken(token);
  const own = read?.form === 'jws' ? read.claims : undefined;
  const asked = token === undefined ? undefined : introspectionOf(session, token);
  const claims = own ?? (asked?.['active'] === true ? asked : undefined);
  const expected = expectedOf(session, token ?? '');
  const receivedFrom = session.exchanges.find(
    (one) => one.id === source && TOKEN_STEPS.some((step) => step === one.step),
  );
  return {
    session,
    exchange,
    status: exchange.response?.status ?? 0,
    token,
    held: session.events.some(
      (event) => event.kind === 'value' && event.name === 'access_token' && event.id < exchange.id,
    ),
    challenge: parsed !== undefined,
    error: parameter('error'),
    description: parameter('error_description') ?? '',
    scopeAsked: parameter('scope'),
    claims,
    active: typeof asked?.['active'] === 'boolean' ? asked['active'] : undefined,
    expected,
    receivedAt: first?.at,
    receivedFrom,
    issuedAt: momentOf(claims?.['iat']),
    expiry: momentOf(claims?.['exp']) ?? expected.expiresAt,
    now: exchange.timing.startedAt,
    serverAhead: clockOf(exchange),
    revocation:
      token === undefined
        ? undefined
        : // With a refresh token go the access tokens that came of it (RFC 7009 §2.1).
          revocationOf(
            session,
            new Set([
              token,
              ...came.filter(({ name }) => name === 'refresh_token').map(({ value }) => value),
            ]),
            exchange.id,
          ),
    acceptedBefore: session.exchanges.findLast(
      (one) =>
        one.id < exchange.id &&
        isMcpStep(one.step) &&
        token !== undefined &&
        carried(one) === token &&
        (one.response?.status ?? 500) < 400,
    ),
    resourceSent:
      receivedFrom === undefined
        ? undefined
        : (new URLSearchParams(receivedFrom.request.body ?? '').get('resource') ?? undefined),
  };
}

/** Whether a later MCP call was accepted. */
export function laterAccepted({ session, exchange }: RefusalFacts): boolean {
  return session.exchanges.some(
    (one) =>
      one.id > exchange.id &&
      one.step === exchange.step &&
      carried(one) !== undefined &&
      (one.response?.status ?? 500) < 400,
  );
}
