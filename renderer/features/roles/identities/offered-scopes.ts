import { isJsonObject, texts } from '../../../../shared/protocol/json.ts';
import { latest } from '../../../../shared/trace/fold.ts';
import type { Session } from '../../../../shared/trace/session.ts';

/** Scopes of the authorization server itself: they open no tool (OpenID Connect Core §3.1.2.1, §11). */
const OF_THE_SERVER = ['openid', 'offline_access'];

/** The scopes that the metadata of a server and of its authorization server name (RFC 9728 §2, RFC 8414 §2). */
export function offeredScopes(session: Session): readonly string[] {
  const resource = latest(session, 'resource_scopes_supported');
  const metadata = latest(session, 'authorization_server_metadata');
  const named = [
    ...(Array.isArray(resource) ? (resource as unknown[]) : []),
    ...(isJsonObject(metadata) ? (texts(metadata, 'scopes_supported') ?? []) : []),
  ];
  return [...new Set(named)].filter(
    (scope): scope is string => typeof scope === 'string' && !OF_THE_SERVER.includes(scope),
  );
}
