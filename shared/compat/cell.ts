// The grid of a compatibility run: every revision with every way to get a client_id, and what came of it.

import { POLICIES } from '../protocol/policy.ts';
import { REVISIONS } from '../protocol/revision.ts';
import type { Revision } from '../protocol/revision.ts';
import type { FlowSettings, StageId } from '../trace/event.ts';

/** The ways to get a `client_id`, in the order in which a client prefers them. */
export const WAYS = ['preregistered', 'cimd', 'dcr'] as const;
export type Way = (typeof WAYS)[number];

/** One place of the grid. */
export interface CellName {
  readonly revision: Revision;
  readonly registration: Way;
}

/** Every cell, in the order in which they are run. */
export const CELLS: readonly CellName[] = REVISIONS.flatMap((revision) =>
  WAYS.map((registration) => ({ revision, registration })),
);

/** The name of a cell as one word. */
export function cellKey({ revision, registration }: CellName): string {
  return `${registration} ${revision}`;
}

/** What has to be given before a cell can be run. */
export type Lacking = 'client-id' | 'client-metadata-url' | 'authorization-server';

/** What came of one cell. */
export interface CompatCell extends CellName {
  /**
   * `offered`: the flow reaches the authorization request, where a person has to sign in. `refused`: a rule forbids to
   * go on. `failed`: the transport, or an answer that leaves nothing to try. `not-offered`: the server, or the revision
   * itself, does not have it. `not-tried`: something has to be given first, or the run was cancelled.
   */
  readonly outcome: 'works' | 'offered' | 'refused' | 'failed' | 'not-offered' | 'not-tried';
  /** One sentence; null when it simply works. */
  readonly message: string | null;
  /** The rule that refused. */
  readonly ruleId: string | null;
  /** The stage in which the flow ended; null when nothing was sent. */
  readonly stage: StageId | null;
  /** The revision that was spoken in the end; null when it did not come to that. */
  readonly spoken: string | null;
  /** Failed rules of severity error. A flow can work all the same, by an override. */
  readonly errors: readonly string[];
  readonly lacks: Lacking | null;
}

/** A cell of which nothing is known but its outcome. */
export function bareCell(
  { revision, registration }: CellName,
  known: Pick<CompatCell, 'outcome' | 'message'> & Partial<CompatCell>,
): CompatCell {
  return {
    ruleId: null,
    stage: null,
    spoken: null,
    errors: [],
    lacks: null,
    ...known,
    revision,
    registration,
  };
}

/** The cell that is not run at all, and why; `undefined` when it is run. */
export function withoutRunning(
  name: CellName,
  settings: Pick<FlowSettings, 'clientId' | 'clientMetadataUrl'>,
): CompatCell | undefined {
  const { revision, registration } = name;
  if (registration === 'cimd' && !POLICIES[revision].clientMetadataDocuments) {
    const message = `Revision ${revision} knows no client-ID metadata documents.`;
    return bareCell(name, { outcome: 'not-offered', message });
  }
  if (registration === 'cimd' && settings.clientMetadataUrl === undefined) {
    const message = 'It needs the https URL at which a client-ID metadata document is hosted.';
    return bareCell(name, { outcome: 'not-tried', lacks: 'client-metadata-url', message });
  }
  if (registration === 'preregistered' && settings.clientId === undefined) {
    const message = 'It needs the client_id of a client that is registered already.';
    return bareCell(name, { outcome: 'not-tried', lacks: 'client-id', message });
  }
  return undefined;
}
