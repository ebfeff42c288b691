// What other clients make of the same bytes: their verdict in their own words, beside ours. The libraries themselves run
// in the engine; here are only shapes and comparisons. May import shared/trace and shared/protocol.

import { isMcpStep, RESOURCE_METADATA_STEPS, SERVER_METADATA_STEPS } from '../protocol/steps.ts';
import type { Pointer, StepId, TraceEvent } from '../trace/event.ts';

/** The libraries that are asked, in the order they are shown. */
export const LIBRARIES = ['oauth4webapi', 'sdk-1', 'sdk-2'] as const;
export type LibraryId = (typeof LIBRARIES)[number];

/** How a library is called, and which package of which version is asked. */
export const LIBRARY: Readonly<
  Record<LibraryId, { readonly name: string; readonly package: string; readonly version: string }>
> = {
  oauth4webapi: { name: 'oauth4webapi', package: 'oauth4webapi', version: '3.8.8' },
  'sdk-1': { name: 'SDK 1.x', package: '@modelcontextprotocol/sdk', version: '1.32.2' },
  'sdk-2': { name: 'SDK 2.x', package: '@modelcontextprotocol/client', version: '2.4.0' },
};

/** What there can be a second opinion on. */
export type OpinionKind =
  | 'challenge'
  | 'resource-metadata'
  | 'server-metadata'
  | 'registration'
  | 'authorization-response'
  | 'token'
  | 'refresh'
  | 'introspection'
  | 'revocation';

/** What one library makes of one answer. */
export interface SecondOpinion {
  readonly by: LibraryId;
  readonly version: string;
  /**
   * `accepts`: it goes on with the answer. `refuses`: it throws; of a challenge, it finds none in the header.
   * `no-opinion`: it does not come to this answer, has no function for it, or the bytes are not there.
   */
  readonly verdict: 'accepts' | 'refuses' | 'no-opinion';
  /** Its own words for a refusal; else a sentence of ours. */
  readonly words: string;
  /** Its own code, or the name of its error. */
  readonly code?: string;
  /** The functions that were asked. */
  readonly asked: string;
  /** Where it reads something else than Keyhole, or goes on in silence: sentences about what it was seen to do. */
  readonly differences: readonly string[];
  /** Places of the answer that a refusal is about, as far as its words name them. */
  readonly at: readonly Pointer[];
}

/** What the libraries make of one exchange or callback; `kind` is null when they have no function for such an answer. */
export interface SecondOpinions {
  readonly kind: OpinionKind | null;
  readonly opinions: readonly SecondOpinion[];
}

const KIND_OF_STEP: Readonly<Partial<Record<StepId, OpinionKind>>> = {
  ...Object.fromEntries(RESOURCE_METADATA_STEPS.map((step) => [step, 'resource-metadata'])),
  ...Object.fromEntries(SERVER_METADATA_STEPS.map((step) => [step, 'server-metadata'])),
  register: 'registration',
  'token-code': 'token',
  'token-client-credentials': 'token',
  'token-refresh': 'refresh',
  introspect: 'introspection',
  revoke: 'revocation',
};

/** What an event is, to those who are asked about it; `undefined` when there is nothing to ask. */
export function opinionKindOf(event: TraceEvent): OpinionKind | undefined {
  if (event.kind === 'callback') return 'authorization-response';
  if (event.kind !== 'exchange' || !event.response) return undefined;
  if (!isMcpStep(event.step)) return KIND_OF_STEP[event.step];
  return event.response.status === 401 || event.response.status === 403 ? 'challenge' : undefined;
}
