// The scope of an authorization request: enough for the work in hand, and no more.

import { isJsonObject, texts } from '../protocol/json.ts';
import { scopeTokens, scopeUnion, scopesMissing } from '../protocol/scope.ts';
import type { Pointer } from '../trace/event.ts';
import { latest, latestText } from '../trace/fold.ts';
import { challenged, queryOf } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { notApplicable, pass, requestRule } from './rule.ts';
import { mcp } from './sources.ts';
import { parametersOf } from './authorization-parameters.rules.ts';

const at = (parameter: string): Pointer => ({ in: 'request-url', parameter });

/** The newest challenge with a scope, and whether an authorization came after it. */
function lastChallengedScope(context: JudgeContext): string | undefined {
  const exchange = context.session.exchanges.findLast(
    ({ step, response }) => step.startsWith('mcp-') && (response?.status === 401 || response?.status === 403),
  );
  return exchange && challenged(exchange, 'scope')?.value;
}

/** The request before this one on the path: its scope. */
function earlierScopes(context: JudgeContext): string {
  const { session, subject } = context;
  const scopes: (string | undefined)[] = [];
  for (const event of session.events)
    if (event.kind === 'browser-opened' && event.id < subject.event.id)
      scopes.push(queryOf(event).get('scope') ?? undefined);
  return scopeUnion(...scopes);
}

function judgeScopeStrategy(context: JudgeContext): Judgement | undefined {
  const parameters = parametersOf(context);
  if (!parameters) return undefined;
  const { session } = context;
  const place = at('scope');
  if (session.settings?.scope !== undefined)
    return notApplicable('The settings say which scope to ask for.', place);
  const sent = parameters.get('scope') ?? undefined;
  const inChallenge = lastChallengedScope(context);
  const supported = latest(session, 'resource_scopes_supported');
  const listed = Array.isArray(supported) ? supported.join(' ') : undefined;
  const metadata = latest(session, 'authorization_server_metadata');
  const offline = isJsonObject(metadata) && texts(metadata, 'scopes_supported')?.includes('offline_access');
  const wanted = inChallenge ?? listed;
  const before = scopeUnion(
    earlierScopes(context),
    latestText(session, 'scope_granted'),
    session.callbacks.length > 0 ? latestText(session, 'scope_requested') : undefined,
  );
  const allowed = scopeUnion(wanted, before, offline ? 'offline_access' : undefined);
  const excess = scopesMissing(allowed, sent);
  // What a challenge names is judged by a rule of its own.
  const missing = inChallenge === undefined ? scopesMissing(sent, listed) : [];
  if (excess.length === 0 && missing.length === 0)
    return pass(
      scopeTokens(sent).length === 0
        ? 'Nothing names a scope, so none is asked for.'
        : 'The scope is what the order of the specification gives.',
      place,
    );
  return {
    verdict: 'fail',
    message:
      excess.length > 0
        ? `The request asks for more than is needed: ${excess.join(' ')}.`
        : `The request leaves out scopes that the resource lists: ${missing.join(' ')}.`,
    expected: wanted ?? 'no scope',
    actual: sent ?? 'absent',
    at: [place],
  };
}

export const authorizationScopeRules: readonly Rule[] = [
  requestRule({
    id: 'authorization-request/scope-challenged',
    stage: 'authorization-request',
    level: 'MUST',
    since: '2025-11-25',
    sources: [
      mcp('index', 'Scope Selection Strategy'),
      mcp('discovery', 'Protected Resource Metadata Discovery Requirements'),
    ],
    statement: 'The scopes that the challenge names are asked for.',
    why: 'A token without them meets the same refusal again.',
    fix: 'Ask for every scope of the challenge.',
    judge(context) {
      const parameters = parametersOf(context);
      const asked = parameters && lastChallengedScope(context);
      if (!parameters || asked === undefined) return undefined;
      const place = at('scope');
      if (context.session.settings?.scope !== undefined)
        return notApplicable('The settings say which scope to ask for.', place);
      const missing = scopesMissing(parameters.get('scope') ?? undefined, asked);
      if (missing.length === 0) return pass('All scopes of the challenge are asked for.', place);
      return {
        verdict: 'fail',
        message: `The request leaves out what the challenge names: ${missing.join(' ')}.`,
        expected: asked,
        actual: parameters.get('scope') ?? 'absent',
        at: [place],
      };
    },
  }),
  requestRule({
    id: 'authorization-request/scope-strategy',
    stage: 'authorization-request',
    level: 'SHOULD',
    since: '2025-11-25',
    sources: [mcp('index', 'Scope Selection Strategy'), mcp('index', 'Refresh Tokens')],
    statement:
      'The scope is that of the challenge; else all of the resource metadata; else it is left out. `offline_access` may be added where the authorization server lists it.',
    why: 'People should be asked for no more than the work in hand needs.',
    fix: 'Ask for the scopes of the challenge, or else those of `scopes_supported`.',
    judge: judgeScopeStrategy,
  }),
  requestRule({
    id: 'step-up/scope-union',
    stage: 'step-up',
    level: 'SHOULD',
    since: '2026-07-28',
    sources: [mcp('index', 'Step-Up Authorization Flow')],
    statement: 'A further authorization asks for what was asked for before, and what is needed in addition.',
    why: 'A token with the new scopes alone can no longer do what the old one could.',
    fix: 'Send the union of the earlier scopes and those of the challenge.',
    judge(context) {
      const parameters = parametersOf(context);
      const earlier = parameters && earlierScopes(context);
      if (!parameters || !earlier || context.session.settings?.scope !== undefined) return undefined;
      const place = at('scope');
      const missing = scopesMissing(parameters.get('scope') ?? undefined, earlier);
      if (missing.length === 0) return pass('Nothing that was asked for before is left out.', place);
      return {
        verdict: 'fail',
        message: `The request leaves out what was asked for before: ${missing.join(' ')}.`,
        expected: scopeUnion(earlier, lastChallengedScope(context)),
        actual: parameters.get('scope') ?? 'absent',
        at: [place],
      };
    },
  }),
];
