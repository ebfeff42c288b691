// Requests to the MCP server: the first probe, the handshake of either era, and what a person asks of a live session.

import {
  bearerChallenge,
  challengeParameter,
  parseChallenges,
} from '../../../../shared/protocol/challenge.ts';
import { isJsonObject, text } from '../../../../shared/protocol/json.ts';
import { buildMcpRequest, initializeParams, STEP_METHOD } from '../../../../shared/protocol/mcp-message.ts';
import {
  parameterHeaderLines,
  readParameterHeaders,
} from '../../../../shared/protocol/mcp-parameter-headers.ts';
import type { Policy } from '../../../../shared/protocol/policy.ts';
import { NEWEST } from '../../../../shared/protocol/policy.ts';
import { isMcpStep } from '../../../../shared/protocol/steps.ts';
import type { SessionAction, StageId, StepId } from '../../../../shared/trace/event.ts';
import { latest, latestText } from '../../../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../../../shared/trace/session.ts';
import { answerOf } from '../answers.ts';
import type { Move, Situation } from './move.ts';
import { exchangesOfStage, made } from './move.ts';

const METHOD_NOT_FOUND = -32601;
const MODERN_ERRORS = new Set([-32020, -32021, -32022]);

/** One MCP request with the token, session and version that are in force, and where each part came from. */
export function mcpRequest(
  situation: Pick<Situation, 'session' | 'policy' | 'settings' | 'target'>,
  step: StepId,
  params?: Readonly<Record<string, unknown>>,
  id: number = situation.session.exchanges.length + 1,
): ReturnType<typeof buildMcpRequest> {
  const { session, policy, settings, target } = situation;
  const method = STEP_METHOD[step] ?? '';
  const token = latestText(session, 'access_token');
  const sessionId = step === 'mcp-initialize' ? undefined : latestText(session, 'session_id');
  const agreed = step === 'mcp-initialize' ? undefined : latestText(session, 'revision');
  const tool = step === 'mcp-call-tool' ? toolNamed(session, params?.['name']) : undefined;
  const lines =
    tool && policy.era === 'modern' && isJsonObject(params?.['arguments'])
      ? parameterHeaderLines(tool['inputSchema'], params['arguments'])
      : [];
  return buildMcpRequest({
    policy,
    endpoint: target,
    method,
    ...(params ? { params } : {}),
    ...(step === 'mcp-initialized' ? {} : { id }),
    ...(token === undefined ? {} : { accessToken: token }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(agreed === undefined ? {} : { negotiatedVersion: agreed }),
    ...(settings.extraHeaders ? { extraHeaders: settings.extraHeaders } : {}),
    parameterHeaders: lines,
  });
}

function mcpDraft(
  situation: Situation,
  stage: StageId,
  step: StepId,
  params?: Readonly<Record<string, unknown>>,
): Move {
  const { request, parts } = mcpRequest(situation, step, params);
  return { kind: 'draft', stage, step, to: 'mcp-server', by: 'keyhole', request, parts };
}

function toolNamed(session: Session, name: unknown): Record<string, unknown> | undefined {
  const tools = latest(session, 'tools');
  const found: unknown = Array.isArray(tools) ? tools.find((tool) => text(tool, 'name') === name) : undefined;
  return isJsonObject(found) ? found : undefined;
}

/** Why a client must not call this tool, as a sentence (MCP 2026-07-28, Tools, "x-mcp-header"). */
export function excluded(session: Session, policy: Policy, name: string): string | undefined {
  if (policy.era !== 'modern') return undefined;
  const fault = readParameterHeaders(toolNamed(session, name)?.['inputSchema']);
  return typeof fault === 'string'
    ? `The tool ${name} must not be called: ${fault}. Correct its input schema on the server.`
    : undefined;
}

function initializeDraft(situation: Situation, stage: StageId): Move {
  const { policy } = situation;
  const version = policy.era === 'legacy' ? policy.revision : NEWEST.legacy;
  return mcpDraft(situation, stage, 'mcp-initialize', initializeParams(version));
}

/** Stage `challenge`: one request without a token, and what its answer means. */
export function planChallenge(situation: Situation): Move {
  const { session, policy, settings, target } = situation;
  const attempts = exchangesOfStage(session);
  const last = attempts.at(-1);
  const probe = (): Move =>
    policy.era === 'modern'
      ? mcpDraft(situation, 'challenge', 'mcp-probe', {})
      : initializeDraft(situation, 'challenge');
  if (!last) return probe();
  const status = last.response?.status ?? 0;
  const challenge = bearerChallenge(parseChallenges(last.response?.headers ?? []));
  if (status === 401 || (status === 403 && challenge)) {
    // Nobody has nothing to authorize with: being asked to is all there is to learn.
    if (settings.grant === 'none') return { kind: 'complete' };
    return {
      kind: 'enter',
      stage: policy.protectedResourceMetadata ? 'resource-metadata' : 'server-metadata',
    };
  }
  const answer = answerOf(situation.ports, last);
  if (answer.kind === 'result') {
    const signsIn = settings.authorize === 'always' && policy.protectedResourceMetadata;
    return { kind: 'enter', stage: signsIn ? 'resource-metadata' : 'mcp', why: 'open' };
  }
  if (answer.kind === 'error' && MODERN_ERRORS.has(answer.error.code))
    return modernError(situation, last, answer.error.code);
  if (last.step === 'mcp-probe' && settings.revision === 'auto') {
    // Neither an authorization answer nor a modern one: an older server may not know this request (Streamable HTTP, "Backward Compatibility").
    if (latestText(session, 'revision') === undefined) {
      return { kind: 'learn', values: [made('revision', NEWEST.legacy, 'era-fallback')] };
    }
    return initializeDraft(situation, 'challenge');
  }
  if (policy.era === 'legacy' && last.step === 'mcp-probe') return initializeDraft(situation, 'challenge');
  if (answer.kind === 'error' && last.step === 'mcp-probe')
    return { kind: 'enter', stage: 'mcp', why: 'open' };
  return { kind: 'fail', stage: 'challenge', exchange: last.id, message: explainNoMcp(target, last, status) };
}

function modernError(situation: Situation, last: EventOf<'exchange'>, code: number): Move {
  const { settings, policy } = situation;
  const answer = answerOf(situation.ports, last);
  const data: unknown = answer.kind === 'error' ? answer.error.data : undefined;
  const supported =
    isJsonObject(data) && Array.isArray(data['supported'])
      ? data['supported'].filter((v) => typeof v === 'string')
      : [];
  const legacy = supported.find((version) => version <= NEWEST.legacy);
  if (code === -32022 && settings.revision === 'auto' && legacy !== undefined && policy.era === 'modern') {
    return { kind: 'learn', values: [made('revision', NEWEST.legacy, 'version-offered')] };
  }
  // Only after a modern probe: a server that refuses `initialize` itself would be asked for ever.
  if (code === -32022 && policy.era === 'legacy' && last.step === 'mcp-probe')
    return initializeDraft(situation, 'challenge');
  if (code === -32022 && supported.includes(policy.revision) && refusedOnce(situation, last)) {
    // The server speaks it after all: a client tries again with a version from the list, once.
    return mcpDraft(situation, last.stage, last.step, {});
  }
  return {
    kind: 'fail',
    stage: last.stage,
    exchange: last.id,
    message:
      code === -32022
        ? `The server does not speak ${policy.revision}${supported.length === 0 ? '' : `; it speaks ${supported.join(', ')}`}. Choose another revision.`
        : `The server refuses the request itself (JSON-RPC error ${code}), before any question of authorization.`,
  };
}

/** True when no earlier exchange of this step got the same answer. */
function refusedOnce(situation: Situation, last: EventOf<'exchange'>): boolean {
  return !situation.session.exchanges.some((exchange) => {
    if (exchange.id >= last.id || exchange.step !== last.step) return false;
    const answer = answerOf(situation.ports, exchange);
    return answer.kind === 'error' && MODERN_ERRORS.has(answer.error.code);
  });
}

function explainNoMcp(target: string, last: EventOf<'exchange'>, status: number): string {
  const type = last.response?.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (status >= 300 && status < 400) {
    return `The server answers HTTP ${status} and names no place to go on at. Have it send a Location header, or enter the address of the MCP endpoint itself.`;
  }
  if (/html/i.test(type)) {
    return `${target} answers with a web page (HTTP ${status}), not as an MCP server. Check the path: many servers use /mcp.`;
  }
  if (status === 404)
    return `There is nothing at ${target} (HTTP 404). Check the path: many servers use /mcp.`;
  if (status === 405) return `${target} does not accept POST (HTTP 405). Check the path of the MCP endpoint.`;
  if (status >= 500) return `The server failed with HTTP ${status}. Look at its log, then retry this stage.`;
  return `The server answered HTTP ${status}, which is neither an MCP answer nor a request to authorize. Check the address and the revision.`;
}

/** True when a token newer than the exchange is there: its refusal has been dealt with. */
function dealtWith(session: Session, exchange: EventOf<'exchange'>): boolean {
  const token = session.values.get('access_token')?.at(-1)?.id ?? 0;
  const out = session.events.findLast((event) => event.kind === 'signed-out')?.id ?? 0;
  return token > exchange.id || out > exchange.id;
}

function insufficientScope(exchange: EventOf<'exchange'>): boolean {
  const challenge = bearerChallenge(parseChallenges(exchange.response?.headers ?? []));
  return challenge !== undefined && challengeParameter(challenge, 'error')?.value === 'insufficient_scope';
}

const ACTION_STEP: Readonly<Partial<Record<SessionAction['kind'], readonly StepId[]>>> = {
  'list-tools': ['mcp-list-tools'],
  'list-resources': ['mcp-list-resources', 'mcp-list-resource-templates'],
  'list-prompts': ['mcp-list-prompts'],
  'call-tool': ['mcp-call-tool'],
  'read-resource': ['mcp-read-resource'],
  'get-prompt': ['mcp-get-prompt'],
};

function paramsOf(
  action: SessionAction | undefined,
  step: StepId,
  cursor: string | undefined,
): Record<string, unknown> {
  if (action?.kind === 'call-tool' && step === 'mcp-call-tool')
    return { name: action.name, arguments: action.arguments };
  if (action?.kind === 'read-resource' && step === 'mcp-read-resource') return { uri: action.uri };
  if (action?.kind === 'get-prompt' && step === 'mcp-get-prompt')
    return { name: action.name, arguments: action.arguments };
  return cursor === undefined ? {} : { cursor };
}

/** The newest exchange of a step after an event, unless its refusal was answered by a newer token. */
function settled(session: Session, step: StepId, since: number): EventOf<'exchange'> | undefined {
  const last = session.exchanges.findLast((exchange) => exchange.step === step && exchange.id > since);
  const status = last?.response?.status ?? 0;
  const challenged = status === 401 || (status === 403 && last !== undefined && insufficientScope(last));
  return last && challenged && dealtWith(session, last) ? undefined : last;
}

/** True when the exchange of a step met a lost session, and a new one has begun since: it is sent once more. */
function lostItsSession(situation: Situation, exchange: EventOf<'exchange'>, since: number): boolean {
  if (!meetsLostSession(exchange) || (established(situation)?.id ?? 0) < exchange.id) return false;
  const met = situation.session.exchanges.filter(
    (other) => other.id > since && other.step === exchange.step && meetsLostSession(other),
  );
  return met.length === 1;
}

/** 404 to a request with a session id (MCP 2025-11-25, Transports, "Session Management"). */
function meetsLostSession(exchange: EventOf<'exchange'>): boolean {
  return (
    isMcpStep(exchange.step) &&
    exchange.response?.status === 404 &&
    exchange.request.headers.some(([name]) => name.toLowerCase() === 'mcp-session-id')
  );
}

/** Start of the legacy session in force: the last `initialize` that worked and was not lost since. */
function established(situation: Situation): EventOf<'exchange'> | undefined {
  const { session } = situation;
  const start = session.exchanges.findLast(
    (exchange) => exchange.step === 'mcp-initialize' && answerOf(situation.ports, exchange).kind === 'result',
  );
  if (!start) return undefined;
  const lost = session.exchanges.some((exchange) => exchange.id > start.id && meetsLostSession(exchange));
  const out = session.events.findLast((event) => event.kind === 'signed-out')?.id ?? 0;
  return lost || out > start.id ? undefined : start;
}

/** What must come before anything else in the era of the policy. */
function handshake(situation: Situation): Move | undefined {
  const { session, policy, settings } = situation;
  if (policy.era === 'legacy') {
    const start = established(situation);
    if (!start) {
      const failed = exchangesOfStage(session).findLast((exchange) => exchange.step === 'mcp-initialize');
      if (failed && !(failed.response?.status === 401 && dealtWith(session, failed))) {
        const status = failed.response?.status ?? 0;
        const answer = answerOf(situation.ports, failed);
        const why = status < 300 && answer.kind === 'none' ? ` ${answer.why}` : '';
        return {
          kind: 'fail',
          stage: 'mcp',
          exchange: failed.id,
          message: `The server did not accept \`initialize\` (HTTP ${status}).${why}`,
        };
      }
      return initializeDraft(situation, 'mcp');
    }
    if (!settled(session, 'mcp-initialized', start.id)) return mcpDraft(situation, 'mcp', 'mcp-initialized');
    return undefined;
  }
  const known = session.exchanges.findLast(
    (exchange) =>
      (exchange.step === 'mcp-probe' || exchange.step === 'mcp-discover') &&
      ![401, 403].includes(exchange.response?.status ?? 0),
  );
  // Nobody is asked to authorize at the door already; the call itself shows whether it is open.
  if (!known && settings.grant === 'none') return undefined;
  if (!known) return mcpDraft(situation, 'mcp', 'mcp-discover', {});
  const answer = answerOf(situation.ports, known);
  if (settings.revision !== 'auto' || latestText(session, 'revision') !== undefined) {
    if (answer.kind === 'error' && MODERN_ERRORS.has(answer.error.code))
      return modernError(situation, known, answer.error.code);
    return undefined;
  }
  // The era shows only now that the request is authorized (Streamable HTTP, "Backward Compatibility").
  if (answer.kind === 'result')
    return { kind: 'learn', values: [made('revision', NEWEST.modern, 'era-found')] };
  if (answer.kind === 'error' && MODERN_ERRORS.has(answer.error.code))
    return modernError(situation, known, answer.error.code);
  return { kind: 'learn', values: [made('revision', NEWEST.legacy, 'era-fallback')] };
}

/** Why a refused token is not replaced by a new one: it would be the same. */
function whyNotAgain({ grant, resource }: Situation['settings']): string | undefined {
  if (grant === 'token')
    return 'The server refuses the token that was given (HTTP 401). Paste another, or look at this one in Inspect.';
  return resource === undefined
    ? undefined
    : `The server refuses the token (HTTP 401), which the settings ask for another resource: ${resource}.`;
}

/** Stage `mcp`: the handshake, the tool list, then whatever the person asks for. */
export function planMcp(situation: Situation): Move {
  const { session, policy, settings } = situation;
  const { action } = session;
  const since = session.events.findLast((event) => event.kind === 'action')?.id ?? 0;
  const last = session.exchanges.findLast((exchange) => isMcpStep(exchange.step));
  const status = last?.response?.status ?? 0;
  if (settings.grant === 'none' && last && last.id > since && [401, 403].includes(status)) {
    return { kind: 'complete' };
  }
  if (last && settings.grant !== 'none' && !dealtWith(session, last)) {
    if (status === 401) {
      const message = whyNotAgain(settings);
      if (message !== undefined) return { kind: 'fail', stage: 'mcp', exchange: last.id, message };
      const carried = last.request.headers.some(([name]) => name.toLowerCase() === 'authorization');
      return {
        kind: 'enter',
        stage: policy.protectedResourceMetadata
          ? 'resource-metadata'
          : carried && latestText(session, 'refresh_token') !== undefined
            ? 'refresh'
            : 'server-metadata',
        why: carried ? 'token-refused' : 'challenged',
      };
    }
    if (status === 403 && insufficientScope(last))
      return { kind: 'enter', stage: 'step-up', why: 'insufficient-scope' };
  }
  const shake = handshake(situation);
  if (shake) return shake;

  const steps = action
    ? (ACTION_STEP[action.kind] ?? [])
    : session.completed
      ? []
      : (['mcp-list-tools'] as const);
  for (const step of steps) {
    const last = settled(session, step, action ? since : 0);
    const done = last && lostItsSession(situation, last, since) ? undefined : last;
    const answer = done && answerOf(situation.ports, done);
    const cursor = answer?.kind === 'result' ? text(answer.result, 'nextCursor') : undefined;
    // Pages are bounded: a server that never ends its list must not keep us for ever.
    const pages = session.exchanges.filter(
      (exchange) => exchange.step === step && exchange.id > since,
    ).length;
    if (!done || (cursor !== undefined && pages < 100)) {
      return mcpDraft(situation, 'mcp', step, paramsOf(action, step, cursor));
    }
    // A server without tools does not know the method; it has accepted the request all the same.
    const unknownMethod = answer?.kind === 'error' && answer.error.code === METHOD_NOT_FOUND;
    if (!action && done.response && done.response.status < 400 && answer?.kind === 'none') {
      return {
        kind: 'fail',
        stage: 'mcp',
        exchange: done.id,
        message: `The server accepted \`${STEP_METHOD[step] ?? step}\` (HTTP ${done.response.status}) without answering it. ${answer.why} Check that the path leads to the MCP endpoint and that nothing in front of it answers instead.`,
      };
    }
    if (!action && done.response && done.response.status >= 400 && !unknownMethod) {
      const said = answer?.kind === 'error' ? `: ${answer.error.message} (${answer.error.code})` : '';
      const method = STEP_METHOD[step] ?? step;
      return {
        kind: 'fail',
        stage: 'mcp',
        exchange: done.id,
        message: `The server answered HTTP ${done.response.status} to \`${method}\`${said}. Check that it speaks ${policy.revision}, or let Keyhole find the revision.`,
      };
    }
  }
  return action !== undefined || !session.completed ? { kind: 'complete' } : { kind: 'rest' };
}
