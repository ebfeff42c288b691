// From the authorization request to the token, and back to it for more scope.

import { texts } from '../../../../shared/protocol/json.ts';
import { scopeUnion } from '../../../../shared/protocol/scope.ts';
import type {
  ClientAuthMethod,
  DraftPart,
  HeaderLine,
  StageId,
  StepId,
  ValueName,
} from '../../../../shared/trace/event.ts';
import { latest, latestText } from '../../../../shared/trace/fold.ts';
import { proveClient } from '../client-authentication.ts';
import { challenged } from './discovery.ts';
import { currentEndpoint } from './endpoint.ts';
import type { Move, NewValue, Situation } from './move.ts';
import { exchangesOfStage, learntSince, made, stageEntry } from './move.ts';

/**
 * The scope of an authorization request: forced by the person; else the challenge's; else all of the resource
 * metadata; else none (MCP 2025-11-25, "Scope Selection Strategy"). `offline_access` only where the server lists it.
 */
function chooseScope(situation: Situation): NewValue {
  const { session, settings, policy } = situation;
  if (settings.scope !== undefined) {
    return { name: 'scope_requested', value: settings.scope, from: { kind: 'given', how: 'settings' } };
  }
  const asked = challenged(session, 'scope');
  const supported = latest(session, 'resource_scopes_supported');
  const listed = Array.isArray(supported) ? (supported as readonly string[]).join(' ') : undefined;
  const [scope, from]: [string | undefined, readonly ValueName[]] =
    asked !== undefined
      ? [asked, ['challenge_scope']]
      : policy.protectedResourceMetadata
        ? [listed, ['resource_scopes_supported']]
        : [undefined, []];
  if (scope === undefined || scope === '') return made('scope_requested', '', 'scope-omitted', from);
  // A client that acts for itself gets no refresh token: it can always ask again (RFC 6749 §4.4.3).
  const offline =
    policy.revision === '2026-07-28' &&
    settings.grant === 'authorization_code' &&
    texts(latest(session, 'authorization_server_metadata'), 'scopes_supported')?.includes('offline_access');
  return offline
    ? made('scope_requested', scopeUnion(scope, 'offline_access'), 'scope-strategy', [
        ...from,
        'authorization_server_metadata',
      ])
    : made('scope_requested', scopeUnion(scope), 'scope-strategy', from);
}

/** The `resource` to send: the metadata's own string, byte for byte; else the URL as the person wrote it (RFC 8707). */
function resourceOf(situation: Situation): { value: string; part: Omit<DraftPart, 'at'> } | undefined {
  const { session, policy, settings, target } = situation;
  if (settings.resource !== undefined)
    return { value: settings.resource, part: { from: [], note: 'part.settings' } };
  if (!policy.resourceIndicator) return undefined;
  const stated = latestText(session, 'resource');
  return stated === undefined
    ? { value: target, part: { from: [], note: 'part.target' } }
    : { value: stated, part: { from: ['resource'] } };
}

function requestValues(situation: Situation): readonly NewValue[] {
  const { ports, session } = situation;
  const verifier = ports.random();
  const stepUp = session.values.get('scope_requested')?.at(-1);
  const raised =
    stepUp &&
    stepUp.from.kind === 'made' &&
    stepUp.from.how === 'scope-union' &&
    !usedInRequest(situation, stepUp.id);
  const previous = latestText(session, 'scope_requested');
  const chosen = chooseScope(situation);
  // A further authorization of the same flow keeps what was asked for before: otherwise scopes get lost.
  const again =
    !raised &&
    previous !== undefined &&
    typeof chosen.value === 'string' &&
    chosen.from.kind === 'made' &&
    session.callbacks.length > 0
      ? made('scope_requested', scopeUnion(previous, chosen.value), 'scope-union', [
          'scope_requested',
          'challenge_scope',
        ])
      : chosen;
  return [
    made('code_verifier', verifier, 'random', undefined, true),
    made('code_challenge', ports.sha256Base64Url(verifier), 's256', ['code_verifier']),
    made('state', ports.random(), 'random'),
    ...(raised ? [] : [again]),
  ];
}

function usedInRequest(situation: Situation, since: number): boolean {
  return situation.session.callbacks.some((callback) => callback.id > since);
}

/**
 * The prompt of the settings, where the server can be expected to know it (OpenID Connect Core §3.1.2.1). `login` is
 * ignored by a server that does not; `select_account` is optional, and some servers refuse what they do not list.
 */
function promptOf({ session, settings }: Situation): string | undefined {
  if (settings.prompt === undefined || settings.login === 'auto') return undefined;
  const listed = texts(latest(session, 'authorization_server_metadata'), 'prompt_values_supported');
  const known = listed ? listed.includes(settings.prompt) : settings.prompt === 'login';
  return known ? settings.prompt : undefined;
}

/** Stage `authorization-request` (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2.1). */
export function planAuthorizationRequest(situation: Situation): Move {
  const { session, settings } = situation;
  if (!learntSince(session, 'state', stageEntry(session)))
    return { kind: 'learn', values: requestValues(situation) };
  const endpoint = currentEndpoint(session, 'authorization_endpoint');
  if (endpoint === undefined) {
    return {
      kind: 'fail',
      stage: 'authorization-request',
      message: 'The authorization server names no authorization endpoint.',
    };
  }
  const url = new URL(endpoint);
  const parts: DraftPart[] = [{ at: { in: 'request-url' }, from: ['authorization_endpoint'] }];
  const add = (parameter: string, value: string, part: Omit<DraftPart, 'at'>): void => {
    url.searchParams.set(parameter, value);
    parts.push({ at: { in: 'request-url', parameter }, ...part });
  };
  add('response_type', 'code', { from: [], note: 'part.code-flow' });
  add('client_id', latestText(session, 'client_id') ?? '', { from: ['client_id'] });
  add('redirect_uri', latestText(session, 'redirect_uri') ?? '', { from: ['redirect_uri'] });
  add('code_challenge', latestText(session, 'code_challenge') ?? '', { from: ['code_challenge'] });
  add('code_challenge_method', 'S256', { from: [], note: 'part.pkce-method' });
  add('state', latestText(session, 'state') ?? '', { from: ['state'] });
  const scope = latestText(session, 'scope_requested') ?? '';
  if (scope !== '') add('scope', scope, { from: ['scope_requested'] });
  const resource = resourceOf(situation);
  if (resource) add('resource', resource.value, resource.part);
  const prompt = promptOf(situation);
  if (prompt !== undefined) add('prompt', prompt, { from: [], note: 'part.settings' });
  for (const [name, value] of Object.entries(settings.extraAuthorizationParameters ?? {})) {
    add(name, value, { from: [], note: 'part.settings' });
  }
  return {
    kind: 'draft',
    stage: 'authorization-request',
    step: 'authorize',
    to: 'authorization-server',
    by: 'browser',
    request: { method: 'GET', url: url.href, headers: [] },
    parts,
  };
}

/** Stage `authorization-response`: waits for the browser, then goes to the token. */
export function planAuthorizationResponse(situation: Situation): Move {
  const { session } = situation;
  const entered = stageEntry(session);
  if (learntSince(session, 'code', entered)) return { kind: 'enter', stage: 'token' };
  if ((session.callbacks.at(-1)?.id ?? 0) > entered) {
    return {
      kind: 'fail',
      stage: 'authorization-response',
      message: 'The answer holds no code to go on with.',
    };
  }
  return { kind: 'rest' };
}

/** A form to the authorization server, authenticated as the client registered. */
export async function clientForm(
  situation: Situation,
  draft: { stage: StageId; step: StepId; endpoint: string; endpointName: ValueName },
  fields: readonly { name: string; value: string | undefined; part: Omit<DraftPart, 'at'> }[],
): Promise<Move> {
  const { session, ports } = situation;
  const clientId = latestText(session, 'client_id') ?? '';
  const method = (latestText(session, 'token_endpoint_auth_method') ?? 'none') as ClientAuthMethod;
  const secret = latestText(session, 'client_secret') ?? ports.secrets.clientSecret;
  const proof = await proveClient(
    method,
    {
      issuer: latestText(session, 'issuer') ?? '',
      tokenEndpoint: currentEndpoint(session, 'token_endpoint') ?? draft.endpoint,
    },
    clientId,
    { ...ports.secrets, ...(secret === undefined ? {} : { clientSecret: secret }) },
  );
  const form = new URLSearchParams();
  const parts: DraftPart[] = [{ at: { in: 'request-url' }, from: [draft.endpointName] }];
  for (const { name, value, part } of fields) {
    if (value === undefined || value === '') continue;
    form.append(name, value);
    parts.push({ at: { in: 'request-body', path: `/${name}` }, ...part });
  }
  for (const [name, value] of proof.parameters) {
    form.append(name, value);
    parts.push({
      at: { in: 'request-body', path: `/${name}` },
      from: name === 'client_id' ? ['client_id'] : ['token_endpoint_auth_method', 'client_secret'],
    });
  }
  const headers: HeaderLine[] = [
    ['content-type', 'application/x-www-form-urlencoded'],
    ['accept', 'application/json'],
    ...proof.headers,
  ];
  for (const [name] of proof.headers) {
    parts.push({
      at: { in: 'request-header', name },
      from: ['client_id', 'client_secret', 'token_endpoint_auth_method'],
    });
  }
  return {
    kind: 'draft',
    stage: draft.stage,
    step: draft.step,
    to: 'authorization-server',
    by: 'keyhole',
    request: { method: 'POST', url: draft.endpoint, headers, body: form.toString() },
    parts,
  };
}

/** Stage `token` (RFC 6749 §4.1.3 and §4.4.2). */
export async function planToken(situation: Situation): Promise<Move> {
  const { session, settings } = situation;
  const entered = stageEntry(session);
  if (learntSince(session, 'access_token', entered)) return { kind: 'enter', stage: 'mcp' };
  const endpoint = currentEndpoint(session, 'token_endpoint');
  if (endpoint === undefined) {
    return { kind: 'fail', stage: 'token', message: 'The authorization server names no token endpoint.' };
  }
  if (exchangesOfStage(session).length > 0) {
    return { kind: 'fail', stage: 'token', message: 'There is no access token to go on with.' };
  }
  const resource = resourceOf(situation);
  const resourceField = { name: 'resource', value: resource?.value, part: resource?.part ?? { from: [] } };
  if (settings.grant === 'client_credentials') {
    // A step-up has settled the scope already.
    const lastToken = session.values.get('access_token')?.at(-1)?.id ?? 0;
    if (!learntSince(session, 'scope_requested', lastToken))
      return { kind: 'learn', values: [chooseScope(situation)] };
    return clientForm(
      situation,
      { stage: 'token', step: 'token-client-credentials', endpoint, endpointName: 'token_endpoint' },
      [
        { name: 'grant_type', value: 'client_credentials', part: { from: [], note: 'part.grant' } },
        { name: 'scope', value: latestText(session, 'scope_requested'), part: { from: ['scope_requested'] } },
        resourceField,
      ],
    );
  }
  return clientForm(
    situation,
    { stage: 'token', step: 'token-code', endpoint, endpointName: 'token_endpoint' },
    [
      { name: 'grant_type', value: 'authorization_code', part: { from: [], note: 'part.grant' } },
      { name: 'code', value: latestText(session, 'code'), part: { from: ['code'] } },
      { name: 'redirect_uri', value: latestText(session, 'redirect_uri'), part: { from: ['redirect_uri'] } },
      {
        name: 'code_verifier',
        value: latestText(session, 'code_verifier'),
        part: { from: ['code_verifier'] },
      },
      resourceField,
    ],
  );
}

/** Stage `refresh` (RFC 6749 §6): on demand, or after a call was refused with 401. */
export async function planRefresh(situation: Situation): Promise<Move> {
  const { session } = situation;
  const entered = stageEntry(session);
  const asked = session.action?.kind === 'refresh';
  if (learntSince(session, 'access_token', entered))
    return asked ? { kind: 'complete' } : { kind: 'enter', stage: 'mcp' };
  if (exchangesOfStage(session).length > 0) {
    // The refusal is a finding; going on means that the person signs in again.
    return asked
      ? { kind: 'complete' }
      : { kind: 'enter', stage: 'authorization-request', why: 'refresh-refused' };
  }
  const endpoint = currentEndpoint(session, 'token_endpoint') ?? '';
  const resource = resourceOf(situation);
  return clientForm(
    situation,
    { stage: 'refresh', step: 'token-refresh', endpoint, endpointName: 'token_endpoint' },
    [
      { name: 'grant_type', value: 'refresh_token', part: { from: [], note: 'part.grant' } },
      {
        name: 'refresh_token',
        value: latestText(session, 'refresh_token'),
        part: { from: ['refresh_token'] },
      },
      { name: 'resource', value: resource?.value, part: resource?.part ?? { from: [] } },
    ],
  );
}

/** Stage `step-up`: the union of what was asked for and what the challenge names (MCP 2026-07-28, "Step-Up"). */
export function planStepUp(situation: Situation): Move {
  const { session, settings } = situation;
  if (learntSince(session, 'scope_requested', stageEntry(session))) {
    return {
      kind: 'enter',
      stage: settings.grant === 'client_credentials' ? 'token' : 'authorization-request',
    };
  }
  const asked = session.action?.kind === 'step-up' ? session.action.scope : challenged(session, 'scope');
  const union = scopeUnion(
    latestText(session, 'scope_requested'),
    latestText(session, 'scope_granted'),
    asked,
  );
  return {
    kind: 'learn',
    values: [
      made('scope_requested', union, 'scope-union', ['scope_requested', 'scope_granted', 'challenge_scope']),
    ],
  };
}
