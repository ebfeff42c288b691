// The grid of a compatibility run: every revision with every way to get a client_id, and what came of it.

import { POLICIES } from '../../../shared/protocol/policy.ts';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import type { Revision } from '../../../shared/protocol/revision.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { Session } from '../../../shared/trace/session.ts';

export const WAYS = ['preregistered', 'cimd', 'dcr'] as const;
export type Way = (typeof WAYS)[number];

export interface Cell {
  readonly revision: Revision;
  readonly registration: Way;
  /**
   * `refused`: a rule forbids to go on. `failed`: the transport, or an answer that leaves nothing to try.
   * `not-offered`: the server, or the revision itself, does not have it. `not-tried`: the command line lacks something.
   */
  readonly outcome: 'works' | 'refused' | 'failed' | 'not-offered' | 'not-tried';
  /** One sentence; null when it simply works. */
  readonly message: string | null;
  /** The rule that refused. */
  readonly ruleId: string | null;
  /** The revision that was spoken in the end; null when it did not come to that. */
  readonly spoken: string | null;
  /** Failed rules of severity error. A flow can work all the same, by an override. */
  readonly errors: readonly string[];
}

type Unrun = Pick<Cell, 'outcome' | 'message'>;

/** Why a cell is not run at all; `undefined` when it is. */
export function withoutRunning(
  revision: Revision,
  registration: Way,
  given: { readonly clientId?: string; readonly clientMetadataUrl?: string },
): Unrun | undefined {
  if (registration === 'cimd' && !POLICIES[revision].clientMetadataDocuments) {
    return {
      outcome: 'not-offered',
      message: `Revision ${revision} knows no client-ID metadata documents.`,
    };
  }
  if (registration === 'cimd' && given.clientMetadataUrl === undefined) {
    return { outcome: 'not-tried', message: 'Give --client-metadata-url to try it.' };
  }
  if (registration === 'preregistered' && given.clientId === undefined) {
    return { outcome: 'not-tried', message: 'Give --client-id to try it.' };
  }
  return undefined;
}

/** The server does not have this way to register a client, or does not speak the revision. */
function notOffered(session: Session, revision: Revision, registration: Way): string | undefined {
  const metadata = latest(session, 'authorization_server_metadata');
  if (isJsonObject(metadata)) {
    if (registration === 'dcr' && latestText(session, 'registration_endpoint') === undefined) {
      return 'The authorization server has no registration endpoint.';
    }
    if (registration === 'cimd' && metadata['client_id_metadata_document_supported'] !== true) {
      return 'The authorization server does not advertise client-ID metadata documents.';
    }
  }
  const { stop } = session;
  const last = session.exchanges.at(-1);
  const endpoint = session.values.get('registration_endpoint')?.at(-1)?.from;
  const guessed = endpoint?.kind === 'made' && endpoint.how === 'default-endpoint';
  if (guessed && last?.step === 'register' && [404, 405, 410].includes(last.response?.status ?? 0)) {
    return `The server’s own origin has no registration endpoint, where ${revision} looks for it.`;
  }
  // After authorization, these statuses to the first request say that the revision is not spoken.
  const refusing = [400, 404, 405, 406];
  const opening =
    last?.step === 'mcp-initialize' || last?.step === 'mcp-list-tools' || last?.step === 'mcp-discover';
  if (stop?.kind === 'failed' && stop.event.stage === 'mcp' && opening) {
    const status = last.response?.status ?? 0;
    if (refusing.includes(status)) return `The server does not speak ${revision}: it answers HTTP ${status}.`;
  }
  return undefined;
}

/** Reads a cell from the session of its run. */
export function readCell(session: Session, revision: Revision, registration: Way): Cell {
  const failed = session.findings.filter(
    ({ verdict, severity }) => verdict === 'fail' && severity === 'error',
  );
  const { stop, question, completed } = session;
  const cell = {
    revision,
    registration,
    ruleId: null,
    spoken: completed ? (latestText(session, 'revision') ?? revision) : null,
    errors: [...new Set(failed.map(({ ruleId }) => ruleId))],
  };
  if (completed && !stop) return { ...cell, outcome: 'works', message: null };
  const absent = notOffered(session, revision, registration);
  if (absent !== undefined) return { ...cell, outcome: 'not-offered', message: absent };
  if (stop?.kind === 'refused') {
    const { ruleId, finding } = stop.event;
    const message = session.findings.find(({ id }) => id === finding)?.message ?? ruleId;
    return { ...cell, outcome: 'refused', ruleId, message };
  }
  if (stop) return { ...cell, outcome: 'failed', message: stop.event.message };
  const message =
    question?.question.kind === 'choose-authorization-server'
      ? 'The metadata names several authorization servers. Choose one with --authorization-server.'
      : 'The flow waits for somebody.';
  return { ...cell, outcome: question ? 'not-tried' : 'failed', message };
}
