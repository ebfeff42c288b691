// The authorization request as it was handed to a browser, parameter by parameter.

import { clientIdFault } from '../protocol/client-metadata.ts';
import { isLoopbackHost, sameResource } from '../protocol/urls.ts';
import type { Pointer } from '../trace/event.ts';
import { latestText } from '../trace/fold.ts';
import { queryOf } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { pass, requestRule } from './rule.ts';
import { mcp, rfc } from './sources.ts';

const at = (parameter: string): Pointer => ({ in: 'request-url', parameter });

/** Parameters of the request that a browser was sent away with. */
export function parametersOf(context: JudgeContext): URLSearchParams | undefined {
  return context.subject.kind === 'opened' ? queryOf(context.subject.event) : undefined;
}

/** The `resource` that must be sent: what the metadata states, or the endpoint as the person wrote it. */
function resourceToSend(context: JudgeContext): string {
  return latestText(context.session, 'resource') ?? context.target;
}

/** Judges a `resource` wherever it is sent. */
export function judgeResource(
  context: JudgeContext,
  sent: readonly string[],
  place: Pointer,
): Judgement | undefined {
  if (!context.policy.resourceIndicator) return undefined;
  const expected = resourceToSend(context);
  const fault = { verdict: 'fail', expected, actual: sent.join(', ') || 'absent', at: [place] } as const;
  if (sent.length === 0)
    return { ...fault, message: 'The request does not say which resource the token is for.' };
  if (sent.includes(expected)) return pass('`resource` is sent byte for byte.', place);
  const [only = ''] = sent;
  const alike =
    sameResource(only, expected) ||
    (URL.canParse(only) && URL.canParse(expected) && new URL(only).href === new URL(expected).href);
  return alike
    ? {
        ...fault,
        severity: 'warning',
        message:
          '`resource` names the same URL in other characters. Some servers compare it byte by byte and refuse.',
      }
    : { ...fault, message: '`resource` names another resource than the one the token is for.' };
}

const REPEATABLE = new Set(['resource']);

export const authorizationParametersRules: readonly Rule[] = [
  requestRule({
    id: 'authorization-request/response-type',
    stage: 'authorization-request',
    level: 'MUST',
    since: '2025-03-26',
    sources: [rfc(6749, '4.1.1')],
    statement: '`response_type` is `code`.',
    why: 'Other types bring tokens through the browser, where anybody can read them; OAuth 2.1 has removed them.',
    fix: 'Send response_type=code.',
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters) return undefined;
      const type = parameters.get('response_type');
      if (type === 'code') return pass('The request asks for a code.', at('response_type'));
      return {
        verdict: 'fail',
        message: 'The request does not ask for a code.',
        expected: 'code',
        actual: type ?? 'absent',
        at: [at('response_type')],
      };
    },
  }),
  requestRule({
    id: 'authorization-request/client-id',
    stage: 'authorization-request',
    level: 'MUST',
    since: '2025-03-26',
    sources: [mcp('index', 'Client Registration'), rfc(6749, '4.1.1')],
    statement: '`client_id` is the one obtained from, or entered for, this authorization server.',
    why: 'Under another name the person would be asked to trust somebody else.',
    fix: 'Send the client_id of the registration stage.',
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters) return undefined;
      const expected = latestText(context.session, 'client_id');
      const sent = parameters.get('client_id');
      if (sent !== null && sent !== '' && sent === expected)
        return pass('`client_id` is the registered one.', at('client_id'));
      return {
        verdict: 'fail',
        message: sent ? '`client_id` is not the registered one.' : 'The request names no client.',
        expected: expected ?? 'a client_id',
        actual: sent ?? 'absent',
        at: [at('client_id')],
      };
    },
  }),
  requestRule({
    id: 'authorization-request/client-id-url',
    stage: 'authorization-request',
    level: 'MUST',
    since: '2025-11-25',
    sources: [mcp('registration', 'Client ID Metadata Documents')],
    statement:
      'A client identifier that is a URL uses https, has a path, and neither fragment, user name nor dot segments.',
    why: 'The authorization server fetches this URL: whoever controls it says who the client is.',
    fix: 'Host the document at an https URL with a path, such as https://example.com/keyhole.json.',
    judge(context) {
      const id = parametersOf(context)?.get('client_id');
      if (!id || latestText(context.session, 'registration_method') !== 'cimd') return undefined;
      const fault = clientIdFault(id);
      if (fault === undefined)
        return pass('The client identifier is a URL that a server can fetch.', at('client_id'));
      return {
        verdict: 'fail',
        message: fault,
        expected: 'an https URL with a path',
        actual: id,
        at: [at('client_id')],
      };
    },
  }),
  requestRule({
    id: 'authorization-request/redirect-uri',
    stage: 'authorization-request',
    level: 'MUST',
    since: '2025-03-26',
    sources: [mcp('security', 'Communication Security'), rfc(8252, '7.3')],
    statement: '`redirect_uri` is loopback or https, and the one that was registered.',
    why: 'The code goes where this says. Elsewhere, or in the clear, somebody else picks it up.',
    fix: 'Send the redirect URI of the registration stage, character by character.',
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters) return undefined;
      const sent = parameters.get('redirect_uri');
      const expected = latestText(context.session, 'redirect_uri');
      const url = sent !== null && URL.canParse(sent) ? new URL(sent) : undefined;
      const safe =
        url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname)));
      if (safe && sent === expected)
        return pass('The answer will come back to the registered redirect URI.', at('redirect_uri'));
      return {
        verdict: 'fail',
        message:
          sent === null
            ? 'The request does not say where the answer goes.'
            : safe
              ? 'The answer would go to another place than the registered one.'
              : 'The answer would go to a place that is neither loopback nor https.',
        expected: expected ?? 'a loopback or https URL',
        actual: sent ?? 'absent',
        at: [at('redirect_uri')],
      };
    },
  }),
  requestRule({
    id: 'authorization-request/pkce',
    stage: 'authorization-request',
    level: 'MUST',
    since: '2025-03-26',
    sources: [mcp('security', 'Authorization Code Protection'), rfc(7636, '4.2'), rfc(7636, '4.3')],
    statement: 'The request carries a PKCE challenge of the verifier that Keyhole keeps.',
    why: 'Without it whoever intercepts the code can redeem it.',
    fix: 'Send code_challenge: the SHA-256 of the verifier as 43 base64url characters.',
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters) return undefined;
      const sent = parameters.get('code_challenge');
      const made = latestText(context.session, 'code_challenge');
      if (sent !== null && sent === made)
        return pass('The challenge belongs to the verifier.', at('code_challenge'));
      return {
        verdict: 'fail',
        message: sent
          ? 'The challenge is not that of the verifier: the code cannot be redeemed.'
          : 'The request carries no PKCE challenge.',
        expected: made ?? '43 base64url characters',
        actual: sent ?? 'absent',
        at: [at('code_challenge')],
      };
    },
  }),
  requestRule({
    id: 'authorization-request/pkce-s256',
    stage: 'authorization-request',
    level: 'MUST',
    since: '2025-11-25',
    levels: { '2025-03-26': 'SHOULD', '2025-06-18': 'SHOULD' },
    sources: [mcp('security', 'Authorization Code Protection'), rfc(7636, '4.2')],
    statement: '`code_challenge_method` is `S256`.',
    why: 'With `plain`, or nothing, the challenge is the verifier: whoever sees the request can redeem the code.',
    fix: 'Send code_challenge_method=S256.',
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters?.has('code_challenge')) return undefined;
      const method = parameters.get('code_challenge_method');
      if (method === 'S256') return pass('The challenge is a hash.', at('code_challenge_method'));
      return {
        verdict: 'fail',
        message: 'The challenge is not sent as a hash.',
        expected: 'S256',
        actual: method ?? 'absent, which means plain',
        at: [at('code_challenge_method')],
      };
    },
  }),
  requestRule({
    id: 'authorization-request/state',
    stage: 'authorization-request',
    level: 'SHOULD',
    since: '2025-06-18',
    levels: { '2025-03-26': 'SHOULD' },
    sources: [mcp('security', 'Open Redirection'), rfc(6749, '10.12')],
    statement: 'The request carries the random `state` that its answer will be compared with.',
    why: 'Without it an answer that an attacker brings looks like the one that was asked for.',
    fix: 'Send a fresh random state with every request.',
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters) return undefined;
      const sent = parameters.get('state');
      const made = latestText(context.session, 'state');
      if (sent !== null && sent === made) return pass('The request carries its own `state`.', at('state'));
      return {
        verdict: 'fail',
        message: sent
          ? 'The `state` is not the one the answer will be compared with.'
          : 'The request carries no `state`.',
        expected: made ?? 'a random value',
        actual: sent ?? 'absent',
        at: [at('state')],
      };
    },
  }),
  requestRule({
    id: 'authorization-request/resource',
    stage: 'authorization-request',
    level: 'MUST',
    since: '2025-06-18',
    sources: [mcp('index', 'Resource Parameter Implementation'), rfc(8707, '2.1')],
    statement: '`resource` names the MCP server, byte for byte as its metadata does.',
    why: 'It binds the token to this server: without it one server could use the token at another.',
    fix: 'Send the `resource` of the metadata unchanged, whether or not the authorization server supports it.',
    judge(context) {
      const parameters = parametersOf(context);
      return parameters && judgeResource(context, parameters.getAll('resource'), at('resource'));
    },
  }),
  requestRule({
    id: 'authorization-request/resource-canonical',
    stage: 'authorization-request',
    level: 'MUST',
    since: '2025-06-18',
    sources: [mcp('index', 'Canonical Server URI'), rfc(8707, '2')],
    statement: '`resource` is an absolute URI without a fragment.',
    why: 'A server cannot compare anything else with what it has registered.',
    fix: 'Write scheme, host and path of the server, without #.',
    judge(context) {
      const sent = parametersOf(context)?.getAll('resource') ?? [];
      if (sent.length === 0) return undefined;
      const wrong = sent.find((resource) => !URL.canParse(resource) || resource.includes('#'));
      if (wrong === undefined) return pass('`resource` is an absolute URI.', at('resource'));
      return {
        verdict: 'fail',
        message: wrong.includes('#') ? '`resource` has a fragment.' : '`resource` is not an absolute URI.',
        expected: 'an absolute URI without a fragment',
        actual: wrong,
        at: [at('resource')],
      };
    },
  }),
  requestRule({
    id: 'authorization-request/no-duplicates',
    stage: 'authorization-request',
    level: 'MUST NOT',
    since: '2025-03-26',
    sources: [rfc(6749, '3.1'), rfc(8707, '2')],
    statement: 'No parameter but `resource` is sent twice.',
    why: 'Which of the two counts is up to the server; attackers use that to smuggle values past checks.',
    fix: 'Send each parameter once.',
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters) return undefined;
      const twice = duplicateOf(parameters, REPEATABLE);
      if (twice === undefined) return pass('Each parameter is sent once.', { in: 'request-url' });
      return {
        verdict: 'fail',
        message: `\`${twice}\` is sent more than once.`,
        expected: 'once',
        actual: parameters.getAll(twice).join(', '),
        at: [at(twice)],
      };
    },
  }),
];

/** A parameter that stands more than once although it may not. */
export function duplicateOf(parameters: URLSearchParams, allowed: ReadonlySet<string>): string | undefined {
  const seen = new Set<string>();
  for (const [name] of parameters) {
    if (seen.has(name) && !allowed.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}
