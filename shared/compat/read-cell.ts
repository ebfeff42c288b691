// What came of a cell, read from the session of its run.

import { isJsonObject, texts } from '../protocol/json.ts';
import type { RpcAnswer } from '../protocol/mcp-message.ts';
import { latest, latestText } from '../trace/fold.ts';
import type { Session } from '../trace/session.ts';
import { bareCell } from './cell.ts';
import type { CellName, CompatCell } from './cell.ts';

type Outcome = Pick<CompatCell, 'outcome' | 'message'> & Partial<CompatCell>;

/** Statuses that say of a path that nothing is there. */
const ABSENT: readonly number[] = [404, 405, 410];
/** After authorization, these statuses to the first request say that the revision is not spoken. */
const NOT_SPOKEN: readonly number[] = [400, 404, 405, 406];
const OPENING_STEPS: readonly string[] = ['mcp-probe', 'mcp-initialize', 'mcp-list-tools', 'mcp-discover'];
/** JSON-RPC error "unsupported protocol version" (MCP 2026-07-28). */
const UNSUPPORTED_VERSION = -32022;

/** No document names the endpoint: it is where 2025-03-26 looks without one ("Fallbacks for Servers without Metadata"). */
function guessed(session: Session, endpoint: 'registration_endpoint' | 'authorization_endpoint'): boolean {
  const from = session.values.get(endpoint)?.at(-1)?.from;
  return from?.kind === 'made' && from.how === 'default-endpoint';
}

/** The server does not have this way to register a client, or does not speak the revision. */
function notOffered(
  session: Session,
  { revision, registration }: CellName,
  answer: RpcAnswer | undefined,
): string | undefined {
  const metadata = latest(session, 'authorization_server_metadata');
  if (isJsonObject(metadata)) {
    if (registration === 'dcr' && latestText(session, 'registration_endpoint') === undefined)
      return 'The authorization server has no registration endpoint.';
    if (registration === 'cimd' && metadata['client_id_metadata_document_supported'] !== true)
      return 'The authorization server does not advertise client-ID metadata documents.';
  }
  const last = session.exchanges.at(-1);
  const status = last?.response?.status ?? 0;
  if (last?.step === 'register' && guessed(session, 'registration_endpoint') && ABSENT.includes(status))
    return `The server’s own origin has no registration endpoint, where ${revision} looks for it.`;
  if (
    last?.step === 'authorize-hop' &&
    last.redirectOf === undefined &&
    guessed(session, 'authorization_endpoint') &&
    ABSENT.includes(status)
  )
    return `The server’s own origin has no authorization endpoint, where ${revision} looks for it.`;
  const { stop } = session;
  if (stop?.kind !== 'failed' || !OPENING_STEPS.includes(last?.step ?? '')) return undefined;
  if (answer?.kind === 'error' && answer.error.code === UNSUPPORTED_VERSION) {
    const spoken = texts(answer.error.data, 'supported') ?? [];
    // One that names the revision and refuses it all the same has it, and fails.
    return spoken.includes(revision)
      ? undefined
      : `The server does not speak ${revision}${spoken.length === 0 ? '' : `; it speaks ${spoken.join(', ')}`}.`;
  }
  return stop.event.stage === 'mcp' && NOT_SPOKEN.includes(status)
    ? `The server does not speak ${revision}: it answers HTTP ${status}.`
    : undefined;
}

/** The flow came as far as it can without a person. */
function awaitsPerson(session: Session): Outcome | undefined {
  const { draft, stop, question, exchanges } = session;
  const waits = question?.question.kind === 'sign-in' || draft?.event.step === 'authorize';
  if (!stop && waits) {
    return guessed(session, 'authorization_endpoint')
      ? {
          outcome: 'not-tried',
          message:
            'No document names the authorization endpoint, so the request would go to the default address. Only a sign-in shows whether anything is there.',
        }
      : { outcome: 'offered', message: 'Reaches the authorization request, where a person signs in.' };
  }
  const last = exchanges.at(-1);
  const status = last?.response?.status ?? 0;
  // Keyhole followed the redirects itself, and they end at a page.
  return stop?.kind === 'failed' && last?.step === 'authorize-hop' && status >= 200 && status <= 299
    ? {
        outcome: 'offered',
        message: `Reaches a page of the authorization server that wants a person (HTTP ${status}).`,
      }
    : undefined;
}

/** The flow waits for an answer that nobody is there to give. */
function waiting(session: Session): Outcome | undefined {
  switch (session.question?.question.kind) {
    case 'choose-authorization-server': {
      const { issuers } = session.question.question;
      const message = `The metadata names several authorization servers: ${issuers.join(', ')}.`;
      return { outcome: 'not-tried', lacks: 'authorization-server', message };
    }
    case 'client-information':
      return { outcome: 'failed', message: 'The flow has no client_id, and no way left to get one.' };
    default:
      return undefined;
  }
}

function works(session: Session): Outcome {
  const authorized = session.values.has('access_token');
  return {
    outcome: 'works',
    message: authorized ? null : 'The server asks for no authorization, so no client was registered.',
  };
}

function outcomeOf(session: Session, name: CellName, answer: RpcAnswer | undefined): Outcome {
  const { stop, completed } = session;
  if (completed && !stop) return works(session);
  const absent = notOffered(session, name, answer);
  if (absent !== undefined) return { outcome: 'not-offered', message: absent };
  if (stop?.kind === 'refused') {
    const { ruleId, finding } = stop.event;
    const message = session.findings.find(({ id }) => id === finding)?.message ?? ruleId;
    return { outcome: 'refused', ruleId, message };
  }
  const reached = awaitsPerson(session);
  if (reached) return reached;
  if (stop) return { outcome: 'failed', message: stop.event.message };
  return waiting(session) ?? { outcome: 'failed', message: 'The flow rests before its end.' };
}

/** Reads a cell from the session of its run, and from the JSON-RPC answer of its last exchange. */
export function readCell(session: Session, name: CellName, answer?: RpcAnswer): CompatCell {
  const failed = session.findings.filter(
    ({ verdict, severity }) => verdict === 'fail' && severity === 'error',
  );
  return bareCell(name, {
    stage: session.stage ?? null,
    spoken: session.completed ? (latestText(session, 'revision') ?? name.revision) : null,
    errors: [...new Set(failed.map(({ ruleId }) => ruleId))],
    ...outcomeOf(session, name, answer),
  });
}
