import type { default as Provider, Grant } from 'oidc-provider';
import { SERVER_SCOPES } from '../identities.ts';
import type { LabIdentity } from '../types.ts';

/** What a client asked for and where it is to be used. */
export interface ScopeRequest {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
}

/**
 * Saves the consent of one person: what that person may have and did not untick is granted, the rest is refused, so the
 * provider does not ask again and the token simply carries less.
 */
export async function saveGrant(
  provider: Provider,
  identity: LabIdentity,
  request: ScopeRequest,
  ticked: readonly string[] = request.scopes,
): Promise<Grant> {
  const grant = new provider.Grant({ accountId: identity.id, clientId: request.clientId });
  for (const scope of request.scopes) {
    const granted = identity.scopes.includes(scope) && ticked.includes(scope);
    if (Object.hasOwn(SERVER_SCOPES, scope)) {
      if (granted) grant.addOIDCScope(scope);
      else grant.rejectOIDCScope(scope);
      continue;
    }
    for (const resource of request.resources) {
      if (granted) grant.addResourceScope(resource, scope);
      else grant.rejectResourceScope(resource, scope);
    }
  }
  await grant.save();
  return grant;
}

/** Reads the request off the parameters of an authorization request. */
export function scopeRequestOf(params: Readonly<Record<string, unknown>>): ScopeRequest {
  const { client_id, scope, resource } = params;
  const resources = Array.isArray(resource) ? (resource as unknown[]) : [resource];
  return {
    clientId: String(client_id),
    scopes: typeof scope === 'string' ? scope.split(' ').filter((entry) => entry !== '') : [],
    resources: resources.filter((entry) => typeof entry === 'string'),
  };
}
