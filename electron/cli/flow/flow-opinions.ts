// Second opinions on a flow that has ended: what three other clients make of its answers, beside Keyhole's findings.

import type { Masker } from '../../../shared/privacy/mask.ts';
import { compareOpinion, disagrees } from '../../../shared/second-opinion/compare-opinion.ts';
import type { Relation } from '../../../shared/second-opinion/compare-opinion.ts';
import type { LibraryId, SecondOpinion } from '../../../shared/second-opinion/opinion.ts';
import type { EventId } from '../../../shared/trace/event.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import { secondOpinions } from '../../engine/second-opinion/second-opinions.ts';
import type { FlowRun } from './run-flow.ts';

/** One opinion and how it stands to Keyhole's own verdict. */
export interface OpinionSummary {
  readonly by: LibraryId;
  readonly version: string;
  readonly verdict: SecondOpinion['verdict'];
  readonly words: string;
  readonly code: string | null;
  readonly asked: string;
  readonly differences: readonly string[];
  readonly relation: Relation;
  /** Rules that the relation is about. */
  readonly rules: readonly string[];
  readonly sentence: string | null;
  readonly disagrees: boolean;
}

/** By exchange and callback; an answer that none of the libraries reads has none. Nothing is sent. */
export type FlowOpinions = ReadonlyMap<EventId, readonly OpinionSummary[]>;

/** Asks about every answer on the path of a run. */
export async function flowOpinions(
  { session, events, bodies }: FlowRun,
  masker: Masker,
): Promise<FlowOpinions> {
  const trace = foldTrace(events);
  const recorded = {
    masked: false,
    sessionAt: (id: EventId) => trace.sessionAt(id),
    bytes: (hash: string) => bodies.get(hash),
  };
  const found = new Map<EventId, readonly OpinionSummary[]>();
  for (const { id } of [...session.exchanges, ...session.callbacks]) {
    const { kind, opinions } = await secondOpinions(recorded, id, (value) => masker.maskJson(value));
    if (kind === null) continue;
    found.set(
      id,
      opinions.map((opinion): OpinionSummary => {
        const comparison = compareOpinion(opinion, kind, session.findings, id);
        const { by, version, verdict, words, code, asked, differences } = opinion;
        const { relation, rules, sentence } = comparison;
        return {
          by,
          version,
          verdict,
          words,
          code: code ?? null,
          asked,
          differences,
          relation,
          rules,
          sentence: sentence ?? null,
          disagrees: disagrees(comparison),
        };
      }),
    );
  }
  return found;
}
