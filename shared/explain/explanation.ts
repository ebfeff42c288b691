// Words beside the bytes: pure functions from a step, a header, a parameter, a status or an error code to what it
// means, with the clause that says so. May import shared/trace, shared/protocol and shared/rules; knows no screen.
// The words are English data under a stable `key`, so that a translation can be laid over them; Chinese comes later.

import type { Revision } from '../protocol/revision.ts';
import { REVISIONS } from '../protocol/revision.ts';
import type { Source } from '../rules/rule.ts';
import { mcp } from '../rules/sources.ts';

export interface Explanation {
  /** Stable name for translations, e.g. `explain.header.location`. */
  readonly key: string;
  /** One sentence: what it is. */
  readonly summary: string;
  /** What the value at hand says, or what to know beyond the summary; one sentence each. */
  readonly details: readonly string[];
  readonly sources: readonly Source[];
}

type McpPage = Parameters<typeof mcp>[0];

/** A section of the MCP specification, under its own heading in each revision that has it. */
export type McpSection = readonly [page: McpPage, headings: Readonly<Partial<Record<Revision, string>>>];

/** The same heading in every revision from `since` on. */
export function since(revision: Revision, heading: string): Partial<Record<Revision, string>> {
  const from = REVISIONS.indexOf(revision);
  return Object.fromEntries(REVISIONS.slice(from).map((name) => [name, heading]));
}

/** The section as this revision has it; nothing when the revision does not. */
export function cite(section: McpSection, revision: Revision): Source[] {
  const [page, headings] = section;
  const heading = headings[revision];
  return heading === undefined ? [] : [mcp(page, heading, revision)];
}

/** OpenID Connect Discovery 1.0. */
export function openidDiscovery(section: string, anchor: string): Source {
  return {
    label: `OpenID Connect Discovery 1.0 §${section}`,
    url: `https://openid.net/specs/openid-connect-discovery-1_0.html#${anchor}`,
  };
}

/** OAuth 2.1, the draft that MCP names. */
export function oauth21(section: string): Source {
  return {
    label: `OAuth 2.1 draft 13 §${section}`,
    url: `https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-13#section-${section}`,
  };
}

/** Client ID Metadata Documents, the draft that MCP names. */
export const CLIENT_ID_METADATA_DRAFT: Source = {
  label: 'Client ID Metadata Document, draft 00',
  url: 'https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-00',
};
