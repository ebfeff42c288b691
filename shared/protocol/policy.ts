// What a client does differently from revision to revision: tables over one engine, never a copy of the flow.
// Source: the authorization pages of each MCP revision.

import type { Revision } from './revision.ts';
import { REVISIONS } from './revision.ts';

export type Level = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY';

/** The choices one revision makes. */
export interface Policy {
  readonly revision: Revision;
  /** `legacy`: `initialize` and sessions. `modern`: every request stands alone. */
  readonly era: 'legacy' | 'modern';
  /** RFC 9728 discovery exists. Without it the MCP server's own origin is the authorization server. */
  readonly protectedResourceMetadata: boolean;
  /** OpenID Discovery documents count as authorization-server metadata. */
  readonly openidDiscovery: boolean;
  /** `/authorize`, `/token` and `/register` are assumed when there is no metadata document. */
  readonly defaultEndpoints: boolean;
  /** `MCP-Protocol-Version` is sent during metadata discovery. */
  readonly protocolVersionInDiscovery: boolean;
  /** Client must refuse when `code_challenge_methods_supported` is absent or lacks S256. */
  readonly refusesWithoutPkceMetadata: boolean;
  readonly clientMetadataDocuments: boolean;
  readonly applicationType: boolean;
  /** RFC 8707 `resource` in authorization and token requests. */
  readonly resourceIndicator: boolean;
  /** Challenge scope, else all PRM scopes, else none. Earlier revisions leave the choice to the client. */
  readonly scopeStrategy: boolean;
  /** RFC 9207 table is applied to the authorization response. */
  readonly issuerInResponse: boolean;
  /** Level of "the document's issuer equals the one it was asked for". RFC 8414 §3.3 says MUST in any revision. */
  readonly issuerEquality: Level;
  /** Credentials are kept per issuer. */
  readonly credentialsPerIssuer: boolean;
}

const base = {
  era: 'legacy',
  protectedResourceMetadata: true,
  openidDiscovery: true,
  defaultEndpoints: false,
  protocolVersionInDiscovery: false,
  refusesWithoutPkceMetadata: true,
  clientMetadataDocuments: true,
  applicationType: false,
  resourceIndicator: true,
  scopeStrategy: true,
  issuerInResponse: false,
  issuerEquality: 'MUST',
  credentialsPerIssuer: false,
} as const;

/** One table a revision. */
export const POLICIES: Readonly<Record<Revision, Policy>> = {
  '2025-03-26': {
    ...base,
    revision: '2025-03-26',
    protectedResourceMetadata: false,
    openidDiscovery: false,
    defaultEndpoints: true,
    protocolVersionInDiscovery: true,
    refusesWithoutPkceMetadata: false,
    clientMetadataDocuments: false,
    resourceIndicator: false,
    scopeStrategy: false,
  },
  '2025-06-18': {
    ...base,
    revision: '2025-06-18',
    openidDiscovery: false,
    refusesWithoutPkceMetadata: false,
    clientMetadataDocuments: false,
    scopeStrategy: false,
  },
  '2025-11-25': { ...base, revision: '2025-11-25' },
  '2026-07-28': {
    ...base,
    revision: '2026-07-28',
    era: 'modern',
    applicationType: true,
    issuerInResponse: true,
    credentialsPerIssuer: true,
  },
};

/** The newest revision of each era, used while `auto` has not found the server's own. */
export const NEWEST = { modern: '2026-07-28', legacy: '2025-11-25' } as const satisfies Record<
  Policy['era'],
  Revision
>;

/** Tells whether `revision` is `since` or later. */
export function isSince(revision: Revision, since: Revision): boolean {
  return REVISIONS.indexOf(revision) >= REVISIONS.indexOf(since);
}
