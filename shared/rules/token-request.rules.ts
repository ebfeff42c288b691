// Keyhole's own requests to the token endpoint, and to the two that take tokens.

import { scopesMissing, scopeUnion } from '../protocol/scope.ts';
import { TOKEN_STEPS } from '../protocol/steps.ts';
import { urlFault } from '../protocol/urls.ts';
import type { Pointer, StepId, ValueName } from '../trace/event.ts';
import { latestText } from '../trace/fold.ts';
import { judgeResource } from './authorization-parameters.rules.ts';
import { formOf, headerLine, queryOf } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { pass, requestAt, requestRule } from './rule.ts';
import { mcp, rfc } from './sources.ts';

const at = (field: string): Pointer => ({ in: 'request-body', path: `/${field}` });
const AUTHORIZATION = { in: 'request-header', name: 'authorization' } as const;

/** The form of one of these steps. */
function formAt(context: JudgeContext, ...steps: readonly StepId[]) {
  const asked = requestAt(context, ...steps);
  return asked && { event: asked.event, form: formOf(asked.event.request) };
}

const ENDPOINT: Readonly<Partial<Record<StepId, ValueName>>> = {
  'token-code': 'token_endpoint',
  'token-client-credentials': 'token_endpoint',
  'token-refresh': 'token_endpoint',
  introspect: 'introspection_endpoint',
  revoke: 'revocation_endpoint',
};
const FORM_STEPS = [...TOKEN_STEPS, 'introspect', 'revoke'] as const;

/** The authorization request whose answer is being redeemed. */
export function lastAuthorization(context: JudgeContext): URLSearchParams | undefined {
  const opened = context.session.events.findLast((event) => event.kind === 'browser-opened');
  return opened?.kind === 'browser-opened' ? queryOf(opened) : undefined;
}

function judgeVerifier(context: JudgeContext): Judgement | undefined {
  const found = formAt(context, 'token-code');
  if (!found) return undefined;
  const sent = found.form.get('code_verifier');
  const made = latestText(context.session, 'code_verifier');
  const place = at('code_verifier');
  const fault = {
    verdict: 'fail',
    expected: 'the verifier of the challenge that was sent',
    actual: sent === null ? 'absent' : 'another value',
    at: [place],
  } as const;
  if (sent === null) return { ...fault, message: 'The code is sent without its verifier.' };
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(sent)) {
    return {
      ...fault,
      message: 'The verifier is not made of 43 to 128 unreserved characters.',
      actual: `${sent.length} characters`,
    };
  }
  const challengeKept =
    lastAuthorization(context)?.get('code_challenge') === latestText(context.session, 'code_challenge');
  if (sent === made && challengeKept)
    return pass('The verifier belongs to the challenge that was sent.', place);
  if (sent !== made && !challengeKept) {
    return {
      verdict: 'cannot-tell',
      message:
        'Both challenge and verifier were edited; whether they belong together is for the server to say.',
      at: [place],
    };
  }
  return { ...fault, message: 'The verifier does not belong to the challenge that was sent.' };
}

/** Ways of proving who the client is that a request shows. */
function methodsShown(form: URLSearchParams, basic: boolean): string[] {
  return [
    ...(basic ? ['client_secret_basic'] : []),
    ...(form.has('client_secret') ? ['client_secret_post'] : []),
    ...(form.has('client_assertion') ? ['private_key_jwt'] : []),
  ];
}

function judgeClientAuthentication(context: JudgeContext): Judgement | undefined {
  const found = formAt(context, ...FORM_STEPS);
  if (!found) return undefined;
  const { event, form } = found;
  const line = headerLine(event.request.headers, 'authorization');
  const shown = methodsShown(form, /^basic\s/i.test(line?.value ?? ''));
  const registered = latestText(context.session, 'token_endpoint_auth_method') ?? 'none';
  const place = line ? { ...AUTHORIZATION, index: line.index } : at('client_id');
  const actual = shown.join(' and ') || 'none';
  if (shown.length > 1) {
    return {
      verdict: 'fail',
      message: 'The request proves the client in more than one way.',
      expected: registered,
      actual,
      at: [place],
    };
  }
  if (actual !== registered) {
    return {
      verdict: 'fail',
      message: `The client authenticates by ${actual}, but is registered for ${registered}.`,
      expected: registered,
      actual,
      at: [place],
    };
  }
  if (registered === 'none' && (form.get('client_id') ?? '') === '') {
    return {
      verdict: 'fail',
      message: 'A public client must name itself, but the request has no client_id.',
      expected: latestText(context.session, 'client_id') ?? 'client_id',
      actual: 'absent',
      at: [at('client_id')],
    };
  }
  return pass(`The client authenticates as registered: ${registered}.`, place);
}

export const tokenRequestRules: readonly Rule[] = [
  requestRule({
    id: 'token/endpoint',
    stage: 'token',
    level: 'MUST',
    since: '2025-03-26',
    sources: [mcp('security', 'Communication Security'), rfc(6749, '3.2')],
    statement:
      'Codes, secrets and tokens go only to the endpoint that the metadata names, over https or loopback.',
    why: 'Whoever receives them can use them.',
    fix: 'Send the request to the endpoint of the metadata.',
    judge(context) {
      const found = formAt(context, ...FORM_STEPS);
      if (!found || found.event.redirectOf !== undefined) return undefined;
      const { url } = found.event.request;
      const name = ENDPOINT[found.event.step];
      const expected = name && latestText(context.session, name);
      const place = { in: 'request-url' } as const;
      const fault = urlFault(url);
      if (url === expected && fault === undefined)
        return pass('The request went to the endpoint of the metadata.', place);
      return {
        verdict: 'fail',
        message:
          fault === undefined
            ? 'The request went elsewhere than the metadata says.'
            : `The address ${fault}.`,
        expected: expected ?? 'the endpoint of the metadata',
        actual: url,
        at: [place],
      };
    },
  }),
  requestRule({
    id: 'token/code-verifier',
    stage: 'token',
    level: 'MUST',
    since: '2025-03-26',
    sources: [mcp('security', 'Authorization Code Protection'), rfc(7636, '4.5'), rfc(7636, '4.1')],
    statement: 'The code is redeemed with the verifier of its challenge.',
    why: 'It proves that the one who redeems the code is the one who asked for it.',
    fix: 'Send the code_verifier that Keyhole made before the request.',
    judge: judgeVerifier,
  }),
  requestRule({
    id: 'token/redirect-uri',
    stage: 'token',
    level: 'MUST',
    since: '2025-03-26',
    sources: [rfc(6749, '4.1.3')],
    statement: '`redirect_uri` is the one of the authorization request.',
    why: 'OAuth 2.0 servers bind the code to it and answer invalid_grant to any other.',
    fix: 'Send the same redirect URI, character by character.',
    judge(context) {
      const found = formAt(context, 'token-code');
      if (!found) return undefined;
      const sent = found.form.get('redirect_uri');
      const expected =
        lastAuthorization(context)?.get('redirect_uri') ?? latestText(context.session, 'redirect_uri');
      if (sent === expected) return pass('The redirect URI is the same.', at('redirect_uri'));
      return {
        verdict: 'fail',
        message: sent === null ? 'The redirect URI is missing.' : 'The redirect URI is another one.',
        expected: expected ?? 'the redirect URI of the request',
        actual: sent ?? 'absent',
        at: [at('redirect_uri')],
      };
    },
  }),
  requestRule({
    id: 'token/resource',
    stage: 'token',
    level: 'MUST',
    since: '2025-06-18',
    sources: [mcp('index', 'Resource Parameter Implementation'), rfc(8707, '2.2')],
    statement: 'The token request names the same `resource`.',
    why: 'Without it the token may be good for another server, or for all of them.',
    fix: 'Send the `resource` of the metadata unchanged.',
    judge(context) {
      const found = formAt(context, 'token-code', 'token-client-credentials');
      return found && judgeResource(context, found.form.getAll('resource'), at('resource'));
    },
  }),
  requestRule({
    id: 'token/client-authentication',
    stage: 'token',
    level: 'MUST',
    since: '2025-03-26',
    sources: [rfc(6749, '2.3'), rfc(6749, '3.2.1'), rfc(7591, '2')],
    statement: 'The client proves itself in the one way it is registered for.',
    why: 'A server refuses another way with invalid_client; two ways at once are forbidden.',
    fix: 'Use the token_endpoint_auth_method of the registration.',
    judge: judgeClientAuthentication,
  }),
  requestRule({
    id: 'token/after-validation',
    stage: 'token',
    level: 'MUST NOT',
    since: '2025-06-18',
    sources: [mcp('index', 'Authorization Response Validation'), mcp('security', 'Open Redirection')],
    statement: 'A code is not sent anywhere before `state` and `iss` of its answer are found right.',
    why: 'The code may belong to an attacker, or be meant for another server that then redeems it.',
    fix: 'Retry the authorization request instead of overriding its rules.',
    judge(context) {
      const found = formAt(context, 'token-code');
      const callback = context.session.callbacks.at(-1);
      if (!found || !callback) return undefined;
      const failed = context.session.findings.find(
        (finding) =>
          finding.id > callback.id &&
          finding.verdict === 'fail' &&
          finding.severity === 'error' &&
          (finding.ruleId === 'authorization-response/state' ||
            finding.ruleId === 'authorization-response/iss'),
      );
      if (!failed) return pass('The answer was found right before its code was sent.', at('code'));
      return {
        verdict: 'fail',
        message: `The code was sent although ${failed.ruleId} failed: it was overridden.`,
        expected: 'no token request',
        actual: `override of ${failed.ruleId}`,
        at: [at('code')],
      };
    },
  }),
  requestRule({
    id: 'refresh/resource',
    stage: 'refresh',
    level: 'MUST',
    since: '2025-06-18',
    sources: [mcp('index', 'Resource Parameter Implementation'), rfc(8707, '2.2')],
    statement: 'The refresh request names the same `resource`, too.',
    why: 'The new token would otherwise be good for something else than the old one.',
    fix: 'Send the `resource` of the metadata unchanged.',
    judge(context) {
      const found = formAt(context, 'token-refresh');
      return found && judgeResource(context, found.form.getAll('resource'), at('resource'));
    },
  }),
  requestRule({
    id: 'refresh/scope-requested',
    stage: 'refresh',
    level: 'MUST NOT',
    since: '2025-03-26',
    sources: [rfc(6749, '6')],
    statement: 'A refresh asks for no scope beyond what was granted.',
    why: 'More scope needs the agreement of the person: a new authorization request.',
    fix: 'Leave `scope` out of the refresh, or narrow it. To raise it, use step-up.',
    judge(context) {
      const found = formAt(context, 'token-refresh');
      if (!found) return undefined;
      const scope = found.form.get('scope');
      const before = grantedBefore(context, found.event.id);
      if (scope === null) return pass('The refresh asks for nothing new.', at('scope'));
      const wider = scopesMissing(before, scope);
      if (wider.length === 0) return pass('The refresh asks for no more than was granted.', at('scope'));
      return {
        verdict: 'fail',
        message: `The refresh asks for more than was granted: ${wider.join(' ')}.`,
        expected: before ?? 'no scope',
        actual: scope,
        at: [at('scope')],
      };
    },
  }),
];

/** All scope that was granted before an exchange: a grant may be narrowed for one token and used in full for the next. */
export function grantedBefore(context: JudgeContext, exchange: number): string | undefined {
  const granted = (context.session.values.get('scope_granted') ?? []).flatMap(({ id, value }) =>
    id < exchange && typeof value === 'string' ? [value] : [],
  );
  return granted.length === 0 ? undefined : scopeUnion(...granted);
}
