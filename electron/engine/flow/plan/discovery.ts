// From the challenge to the metadata of the authorization server.

import {
  bearerChallenge,
  challengeParameter,
  parseChallenges,
} from '../../../../shared/protocol/challenge.ts';
import { isJsonObject } from '../../../../shared/protocol/json.ts';
import { isMcpStep } from '../../../../shared/protocol/steps.ts';
import type { Candidate } from '../../../../shared/protocol/urls.ts';
import {
  authorizationServerCandidates,
  protectedResourceCandidates,
} from '../../../../shared/protocol/urls.ts';
import type { HeaderLine, Provenance, ValueName } from '../../../../shared/trace/event.ts';
import { latest, latestText } from '../../../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../../../shared/trace/session.ts';
import type { Move, Situation } from './move.ts';
import { exchangesOfStage, learntSince, made, stageEntry } from './move.ts';

/** The MCP exchange that asks for authorization: the last 401, or 403 with a challenge. */
function challengeExchange(session: Session): EventOf<'exchange'> | undefined {
  return session.exchanges.findLast(
    (exchange) => isMcpStep(exchange.step) && [401, 403].includes(exchange.response?.status ?? 0),
  );
}

/** A parameter of the challenge in force. */
export function challenged(session: Session, parameter: string): string | undefined {
  const exchange = challengeExchange(session);
  const challenge = bearerChallenge(parseChallenges(exchange?.response?.headers ?? []));
  return challenge && challengeParameter(challenge, parameter)?.value;
}

function metadataDraft(
  situation: Situation,
  stage: 'resource-metadata' | 'server-metadata',
  candidate: Candidate,
  from: readonly ValueName[],
): Move {
  const headers: HeaderLine[] = [['accept', 'application/json']];
  const { policy } = situation;
  // Only 2025-03-26 asks for it, and servers may route by it.
  if (policy.protocolVersionInDiscovery) headers.push(['mcp-protocol-version', policy.revision]);
  return {
    kind: 'draft',
    stage,
    step: candidate.step,
    to: stage === 'resource-metadata' ? 'mcp-server' : 'authorization-server',
    by: 'keyhole',
    request: { method: 'GET', url: candidate.url, headers },
    parts: [{ at: { in: 'request-url' }, from, ...(from.length === 0 ? { note: 'part.target' } : {}) }],
  };
}

/** Before 2025-06-18 the MCP server's origin is the authorization server ("Authorization Base URL"). */
function withoutResourceMetadata(situation: Situation, how: string): Move {
  const origin = new URL(situation.target).origin;
  const values = [made('issuer', origin, how)];
  if (situation.settings.revision === 'auto') values.push(made('revision', '2025-03-26', how));
  return { kind: 'learn', values };
}

function chooseIssuer(situation: Situation, document: EventOf<'value'>): Move {
  const { session, settings } = situation;
  const listed = latest(session, 'authorization_servers');
  const issuers =
    Array.isArray(listed) && document.id < (session.values.get('authorization_servers')?.at(-1)?.id ?? 0)
      ? (listed as readonly string[])
      : [];
  if (issuers.length === 0) return withoutResourceMetadata(situation, 'origin-as-issuer');
  const wanted = settings.authorizationServer ?? latestText(session, 'client_issuer');
  if (settings.authorizationServer !== undefined && !issuers.includes(settings.authorizationServer)) {
    return {
      kind: 'fail',
      stage: 'resource-metadata',
      message: `The metadata does not name the authorization server ${settings.authorizationServer}. It names: ${issuers.join(', ')}. Choose one of these.`,
    };
  }
  const index = issuers.length === 1 ? 0 : issuers.indexOf(wanted ?? '');
  const issuer = issuers[index];
  if (issuer === undefined) {
    return {
      kind: 'ask',
      stage: 'resource-metadata',
      question: { kind: 'choose-authorization-server', issuers },
    };
  }
  const seen = document.from;
  const from: Provenance =
    seen.kind === 'seen'
      ? {
          kind: 'seen',
          event: seen.event,
          at: { in: 'response-body', path: `/authorization_servers/${index}` },
        }
      : seen;
  return { kind: 'learn', values: [{ name: 'issuer', value: issuer, from }] };
}

/** Stage `resource-metadata` (RFC 9728). */
export function planResourceMetadata(situation: Situation): Move {
  const { session, settings, target } = situation;
  const entered = stageEntry(session);
  if (learntSince(session, 'issuer', entered)) {
    const tokenRefused = session.events[session.stageStart];
    const again = tokenRefused?.kind === 'stage-entered' && tokenRefused.why === 'token-refused';
    const sameServer = latestText(session, 'issuer') === latestText(session, 'client_issuer');
    if (again && sameServer) {
      if (latestText(session, 'refresh_token') !== undefined)
        return { kind: 'enter', stage: 'refresh', why: 'token-refused' };
      if (settings.grant === 'client_credentials')
        return { kind: 'enter', stage: 'token', why: 'token-refused' };
      return { kind: 'enter', stage: 'authorization-request', why: 'token-refused' };
    }
    return { kind: 'enter', stage: 'server-metadata', ...(again ? { why: 'server-changed' } : {}) };
  }
  const document = learntSince(session, 'protected_resource', entered);
  if (document) return chooseIssuer(situation, document);

  const attempts = exchangesOfStage(session);
  const named = challenged(session, 'resource_metadata');
  const candidates: Candidate[] =
    named === undefined ? protectedResourceCandidates(target) : [{ step: 'prm-from-challenge', url: named }];
  const next = candidates.find((candidate) => !attempts.some((attempt) => attempt.step === candidate.step));
  if (next)
    return metadataDraft(
      situation,
      'resource-metadata',
      next,
      named === undefined ? [] : ['resource_metadata'],
    );
  const entry = session.events[session.stageStart];
  // Nobody asked for a token and nobody says where to get one: the server is open to everybody.
  if (entry?.kind === 'stage-entered' && entry.why === 'open')
    return { kind: 'enter', stage: 'mcp', why: 'open' };
  const overridden =
    session.overrides.has('challenge/metadata-discoverable') ||
    session.overrides.has('resource-metadata/found');
  if ((settings.revision === 'auto' && named === undefined) || overridden) {
    return withoutResourceMetadata(situation, 'origin-as-issuer');
  }
  return {
    kind: 'fail',
    stage: 'resource-metadata',
    message: 'No usable resource metadata was found, so the authorization server is not known.',
  };
}

/** Stage `server-metadata` (RFC 8414, OpenID Connect Discovery). */
export function planServerMetadata(situation: Situation): Move {
  const { session, policy, settings } = situation;
  const entered = stageEntry(session);
  const issuer = latestText(session, 'issuer');
  if (issuer === undefined) {
    return withoutResourceMetadata(situation, 'origin-as-issuer');
  }
  if (
    learntSince(session, 'authorization_server_metadata', entered) ??
    learntSince(session, 'token_endpoint', entered)
  ) {
    return { kind: 'enter', stage: 'registration' };
  }
  const attempts = exchangesOfStage(session);
  const next = authorizationServerCandidates(issuer, policy).find(
    (candidate) => !attempts.some((attempt) => attempt.step === candidate.step),
  );
  if (next) return metadataDraft(situation, 'server-metadata', next, ['issuer']);
  // Guessed endpoints are the rule of 2025-03-26 when asked for by name; `auto` does not guess.
  if (
    (policy.defaultEndpoints && settings.revision !== 'auto') ||
    session.overrides.has('server-metadata/found')
  ) {
    const base = issuer.replace(/\/$/, '');
    return {
      kind: 'learn',
      values: [
        made('authorization_endpoint', `${base}/authorize`, 'default-endpoint', ['issuer']),
        made('token_endpoint', `${base}/token`, 'default-endpoint', ['issuer']),
        made('registration_endpoint', `${base}/register`, 'default-endpoint', ['issuer']),
      ],
    };
  }
  return {
    kind: 'fail',
    stage: 'server-metadata',
    message: `No metadata of the authorization server ${issuer} was found at any of its locations.`,
  };
}

/** Tells whether a metadata member is `true`. */
export function advertises(session: Session, member: string): boolean {
  const metadata = latest(session, 'authorization_server_metadata');
  return isJsonObject(metadata) && metadata[member] === true;
}
