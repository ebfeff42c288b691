// Every place where a metadata document of a target or an issuer might stand: where the specifications look, and where
// servers are known to put it by mistake.

import { protectedResourceCandidates } from '../protocol/urls.ts';

export type ProbeKind =
  | 'resource-challenge'
  | 'resource-path'
  | 'resource-root'
  /** `{endpoint}/.well-known/…`: the suffix put at the end, where no specification looks. */
  | 'resource-suffix'
  | 'oauth-inserted'
  | 'openid-inserted'
  | 'openid-appended'
  | 'oauth-root'
  | 'openid-root'
  | 'oauth-suffix'
  | 'jwks'
  | 'client-metadata';

export interface ProbeLocation {
  readonly kind: ProbeKind;
  readonly url: string;
  /** The identifier that a document found here has to state; absent for keys. */
  readonly expected?: string;
  /** The issuer that the location belongs to. */
  readonly issuer?: string;
  /** `origin`: the server's own origin, which is an issuer in revision 2025-03-26 only. */
  readonly issuerFrom?: 'named' | 'origin';
}

/** Later locations of the same address ask nothing new. */
function distinct(locations: readonly ProbeLocation[]): ProbeLocation[] {
  return [
    ...new Map(locations.toReversed().map((location) => [location.url, location])).values(),
  ].toReversed();
}

function trimmed(pathname: string): string {
  return pathname.replace(/\/+$/, '');
}

/**
 * Locations of the protected-resource document.
 * @param challenge the `resource_metadata` of a challenge, when one was seen
 * @see RFC 9728 §3.1
 */
export function resourceLocations(target: string, challenge?: string): ProbeLocation[] {
  const url = new URL(target);
  const standard = protectedResourceCandidates(target).map(({ step, url: at }): ProbeLocation => {
    const root = step === 'prm-root';
    return {
      kind: root ? 'resource-root' : 'resource-path',
      url: at,
      expected: root ? url.origin : target,
    };
  });
  const suffix: ProbeLocation = {
    kind: 'resource-suffix',
    url: `${url.origin}${trimmed(url.pathname)}/.well-known/oauth-protected-resource`,
    expected: target,
  };
  const named: ProbeLocation[] =
    challenge === undefined || !URL.canParse(challenge)
      ? []
      : [{ kind: 'resource-challenge', url: challenge, expected: target }];
  return distinct([...named, ...standard, suffix]);
}

/**
 * Locations of an issuer's metadata. For an issuer with a path: the three that clients try, the two at the root, and
 * the suffix put at the end of the path. The issuer must be a URL.
 * @see RFC 8414 §3.1, §5; OpenID Connect Discovery §4.1
 */
export function issuerLocations(issuer: string, issuerFrom: 'named' | 'origin'): ProbeLocation[] {
  const { origin, pathname } = new URL(issuer);
  const path = trimmed(pathname);
  const at = (kind: ProbeKind, url: string): ProbeLocation => ({
    kind,
    url,
    expected: issuer,
    issuer,
    issuerFrom,
  });
  const oauth = `${origin}/.well-known/oauth-authorization-server`;
  const openid = `${origin}/.well-known/openid-configuration`;
  const root = [at('oauth-root', oauth), at('openid-root', openid)];
  if (path === '') return root;
  return [
    at('oauth-inserted', `${oauth}${path}`),
    at('openid-inserted', `${openid}${path}`),
    at('openid-appended', `${origin}${path}/.well-known/openid-configuration`),
    ...root,
    at('oauth-suffix', `${origin}${path}/.well-known/oauth-authorization-server`),
  ];
}
