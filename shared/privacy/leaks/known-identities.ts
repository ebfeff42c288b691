// Who is who in a trace, as far as it says: only then can data of one be told from data of another.

import type { IdentityState } from '../../identity/identity.ts';
import { readToken } from '../../token/read-token.ts';
import type { IdentityName } from '../../trace/event.ts';
import { DEFAULT_IDENTITY } from '../../trace/event.ts';
import type { Trace } from '../../trace/fold.ts';
import { latest, latestText } from '../../trace/fold.ts';
import { isJsonObject } from '../../protocol/json.ts';

/** A caller of the trace and the names it goes by. */
export interface KnownIdentity {
  readonly name: IdentityName;
  /** As it is shown. */
  readonly title: string;
  /** How data may name it, in lower case: subject, user name, display name. */
  readonly names: ReadonlySet<string>;
  /** Administrators are given data of others. */
  readonly admin: boolean;
}

/** Claims that name a person (OpenID Connect Core §5.1, RFC 7662 §2.2). */
const NAMING_CLAIMS = ['sub', 'username', 'preferred_username', 'email', 'name', 'given_name', 'nickname'];

/** Names that tell nobody from anybody. */
const NO_NAMES = new Set(['', DEFAULT_IDENTITY, 'admin', 'user', 'nobody', 'anonymous', 'guest']);

/** Callers of a matrix run: its trace has them as columns, and no flow of theirs. */
function columnsOf(trace: Trace): ReadonlyMap<IdentityName, IdentityState> {
  const columns = new Map<IdentityName, IdentityState>();
  for (const event of trace.events) {
    const given =
      event.kind === 'matrix'
        ? event.plan.columns
        : event.kind === 'matrix-edited'
          ? (event.columns ?? [])
          : [];
    for (const state of given) columns.set(state.definition.name, state);
  }
  return columns;
}

function claimsIn(token: string | undefined): unknown {
  const read = token === undefined ? undefined : readToken(token);
  return read?.form === 'jws' ? read.claims : undefined;
}

/** The callers of a trace. One whose names are all unknown has none: nothing is said of whose data it gets. */
export function knownIdentities(trace: Trace): KnownIdentity[] {
  const definitions = new Map(trace.definitions.map((definition) => [definition.name, definition]));
  const columns = columnsOf(trace);
  return trace.identities.map((name) => {
    const session = trace.session(name);
    const column = columns.get(name);
    const definition = definitions.get(name) ?? column?.definition;
    const said = [
      claimsIn(latestText(session, 'id_token')),
      claimsIn(latestText(session, 'access_token')),
      latest(session, 'introspection'),
    ];
    const given = [
      ...said.flatMap((claims) => (isJsonObject(claims) ? NAMING_CLAIMS.map((claim) => claims[claim]) : [])),
      column?.subject,
      session.settings?.extraAuthorizationParameters?.['login_hint'],
      name,
      definition?.title,
    ];
    const names = new Set(
      given
        .flatMap((one) => (typeof one === 'string' ? [one.trim().toLowerCase()] : []))
        .filter((one) => !NO_NAMES.has(one)),
    );
    // A simulated caller is the one it comes from, with something wrong.
    const simulated = definition?.source.kind === 'simulated';
    return {
      name,
      title: definition?.title ?? name,
      names: simulated ? new Set<string>() : names,
      admin: definition?.level === 'admin',
    };
  });
}

/** True where two callers are surely two people. */
export function areOthers(a: KnownIdentity, b: KnownIdentity): boolean {
  return a.names.size > 0 && b.names.size > 0 && ![...a.names].some((name) => b.names.has(name));
}
