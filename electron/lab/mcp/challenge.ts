import type { ServerResponse } from 'node:http';

/** A refusal on its way out. */
export interface Challenge {
  readonly status: 400 | 401 | 403;
  /** Absent when the request carried no credentials at all (RFC 6750 section 3.1). */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  readonly description?: string;
  readonly scopes: readonly string[];
  /** Absent on the 2025-03-26 server, which has no such document. */
  readonly metadataUrl?: string;
}

/** The `WWW-Authenticate` value of a challenge. @see RFC 6750 section 3, RFC 9728 section 5.1 */
function formatChallenge(challenge: Challenge): string {
  const { error, description, scopes, metadataUrl } = challenge;
  const parameters = [
    error === undefined ? undefined : `error="${error}"`,
    description === undefined ? undefined : `error_description="${description}"`,
    scopes.length === 0 ? undefined : `scope="${scopes.join(' ')}"`,
    metadataUrl === undefined ? undefined : `resource_metadata="${metadataUrl}"`,
  ];
  return `Bearer ${parameters.filter((parameter) => parameter !== undefined).join(', ')}`;
}

/** Sends a challenge with a small JSON body. */
export function sendChallenge(response: ServerResponse, challenge: Challenge): void {
  const body = {
    error: challenge.error ?? 'unauthorized',
    error_description: challenge.description ?? 'This request needs an access token.',
  };
  response.writeHead(challenge.status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'www-authenticate': formatChallenge(challenge),
  });
  response.end(JSON.stringify(body));
}
