// The answer a browser brings back. Order matters: state, then issuer, and only then anything the answer says.

import { isJsonObject } from '../protocol/json.ts';
import { latest, latestText } from '../trace/fold.ts';
import { duplicateOf } from './authorization-parameters.rules.ts';
import { queryOf } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { notApplicable, pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';
import { lastAuthorization } from './token-request.rules.ts';

const at = (parameter: string) => ({ in: 'callback-url', parameter }) as const;

function parametersOf(context: JudgeContext) {
  return context.subject.kind === 'callback' ? queryOf(context.subject.event) : undefined;
}

/** Judged for itself, and once more before anything else of the answer is believed. */
function judgeState(context: JudgeContext): Judgement | undefined {
  const parameters = parametersOf(context);
  if (!parameters) return undefined;
  const expected = latestText(context.session, 'state');
  const states = parameters.getAll('state');
  if (states.length === 1 && states[0] === expected)
    return pass('`state` is the one that was sent.', at('state'));
  const opened = context.session.events.findLast((event) => event.kind === 'browser-opened');
  const withoutState = opened?.kind === 'browser-opened' && !queryOf(opened).has('state');
  return {
    verdict: 'fail',
    message: withoutState
      ? 'The request was edited to carry no `state`, so nothing shows that this is its answer.'
      : states.length === 0
        ? 'The answer carries no `state`.'
        : states.length > 1
          ? 'The answer carries `state` more than once.'
          : 'The answer carries another `state` than the request: it belongs to another request, or was forged.',
    expected: expected ?? 'the `state` of the request',
    actual: states.length === 0 ? 'absent' : states.join(', '),
    at: [at('state')],
  };
}

function judgeIssuer(context: JudgeContext): Judgement | undefined {
  const parameters = parametersOf(context);
  if (!parameters) return undefined;
  const issuers = parameters.getAll('iss');
  const metadata = latest(context.session, 'authorization_server_metadata');
  const advertised =
    isJsonObject(metadata) && metadata['authorization_response_iss_parameter_supported'] === true;
  const expected = latestText(context.session, 'issuer');
  if (issuers.length === 0) {
    if (!advertised) return notApplicable('The server neither sends nor advertises `iss`.', at('iss'));
    return {
      verdict: 'fail',
      message: 'The server advertises `iss` in its answers, but this answer has none.',
      expected: expected ?? 'the issuer',
      actual: 'absent',
      at: [at('iss')],
      // Earlier revisions do not ask a client to look for it.
      ...(context.policy.issuerInResponse ? {} : { severity: 'warning', tolerated: true }),
    };
  }
  // Simple string comparison, no normalisation whatever (RFC 9207 §2.4; RFC 3986 §6.2.1).
  if (issuers.length === 1 && issuers[0] === expected)
    return pass('`iss` is the issuer of the request.', at('iss'));
  return {
    verdict: 'fail',
    message:
      issuers.length > 1
        ? 'The answer carries `iss` more than once.'
        : 'The answer comes from another issuer than the one the request was sent to. Whatever else it says is not shown as fact.',
    expected: expected ?? 'the issuer of the request',
    actual: issuers.join(', '),
    at: [at('iss')],
  };
}

/** Parameters of an authorization response that hold tokens. @see OAuth 2.0 Multiple Response Type Encoding Practices */
const TOKENS = ['access_token', 'id_token', 'token'] as const;

/** True when nothing speaks against believing the other parameters. */
function believable(context: JudgeContext): boolean {
  const failed = (judgement: Judgement | undefined): boolean =>
    judgement?.verdict === 'fail' && judgement.tolerated !== true;
  return !failed(judgeState(context)) && !failed(judgeIssuer(context));
}

export const authorizationResponseRules: readonly Rule[] = [
  {
    id: 'authorization-response/state',
    stage: 'authorization-response',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '4.1.2'), mcp('security', 'Open Redirection'), rfc(6749, '10.12')],
    statement: 'The answer returns the `state` of the request unchanged; any other answer is discarded.',
    why: 'Without it an attacker can slip his own authorization into your session, and you work in his account.',
    fix: 'Return `state` exactly as it was received, on success and on error.',
    refuses: true,
    judge: judgeState,
  },
  {
    id: 'authorization-response/iss',
    stage: 'authorization-response',
    level: 'MUST',
    binds: 'client',
    since: '2026-07-28',
    // Earlier revisions do not speak of `iss`, but a client that knows RFC 9207 compares it.
    levels: { '2025-03-26': 'MUST', '2025-06-18': 'MUST', '2025-11-25': 'MUST' },
    sources: [mcp('index', 'Authorization Response Validation'), rfc(9207, '2.4')],
    statement: 'A present `iss` equals the recorded issuer, and is present when the server advertises it.',
    why: 'In a mix-up attack the code of one server is sent to another; `iss` is what shows it.',
    fix: 'Send `iss` with the exact issuer identifier of your metadata in every authorization response.',
    refuses: true,
    judge: judgeIssuer,
  },
  {
    id: 'authorization-response/no-error',
    stage: 'authorization-response',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '4.1.2.1'), mcp('index', 'Authorization Response Validation')],
    statement: 'The answer is not an error.',
    why: 'The authorization server, or the person, refused.',
    fix: 'See what the error names: the request is shown with the origin of each parameter.',
    refuses: true,
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters) return undefined;
      // On a wrong issuer an error must not be shown, for it may be an attacker's words (MCP 2026-07-28).
      if (!believable(context)) return undefined;
      const error = parameters.get('error');
      if (error === null) return pass('The answer is not an error.', { in: 'callback-url' });
      const description = parameters.get('error_description');
      return {
        verdict: 'fail',
        message:
          error === 'access_denied'
            ? 'The person, or the server on a policy, denied access.'
            : `The authorization server refused the request: ${error}${description === null ? '' : ` (${description})`}.`,
        expected: 'a code',
        actual: `${error}${description === null ? '' : `: ${description}`}`,
        at: [at('error')],
        final: true,
      };
    },
  },
  {
    id: 'authorization-response/code',
    stage: 'authorization-response',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '4.1.2')],
    statement: 'A successful answer holds exactly one `code`.',
    why: 'Two codes in one answer are a sign that somebody added one.',
    fix: 'Return one `code` parameter.',
    refuses: true,
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters || !believable(context) || parameters.has('error')) return undefined;
      const codes = parameters.getAll('code');
      if (codes.length === 1 && codes[0] !== '') return pass('The answer holds one code.', at('code'));
      return {
        verdict: 'fail',
        message:
          codes.length > 1
            ? 'The answer holds more than one code.'
            : 'The answer holds neither a code nor an error.',
        expected: 'one `code`',
        actual: codes.length > 1 ? `${codes.length} codes` : 'absent',
        at: [at('code')],
        final: codes.length === 0,
      };
    },
  },
  {
    id: 'authorization-response/iss-advertised',
    stage: 'authorization-response',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2026-07-28',
    sources: [mcp('index', 'Authorization Response Validation'), rfc(9207, '2.3')],
    statement: 'A server that sends `iss` says so in its metadata.',
    why: 'A client that is not told cannot notice when an attacker removes it.',
    fix: 'Publish "authorization_response_iss_parameter_supported": true.',
    refuses: false,
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters?.has('iss') || !believable(context)) return undefined;
      const metadata = latest(context.session, 'authorization_server_metadata');
      // Without a document (2025-03-26) there is nothing to advertise in.
      if (!isJsonObject(metadata)) return undefined;
      if (metadata['authorization_response_iss_parameter_supported'] === true)
        return pass('The metadata promises `iss`.', at('iss'));
      return {
        verdict: 'fail',
        message: 'The answer carries `iss`, but the metadata does not promise it.',
        expected: 'authorization_response_iss_parameter_supported: true',
        actual: JSON.stringify(metadata['authorization_response_iss_parameter_supported']) ?? 'absent',
        at: [at('iss')],
      };
    },
  },
  {
    id: 'authorization-response/iss-sent',
    stage: 'authorization-response',
    level: 'SHOULD',
    binds: 'authorization-server',
    since: '2026-07-28',
    sources: [mcp('index', 'Authorization Response Validation'), rfc(9207, '2')],
    statement: 'Every answer carries `iss`, on success and on error.',
    why: 'It is what protects a client that uses several servers from being mixed up between them; a later revision will demand it.',
    fix: 'Add iss with your exact issuer identifier to every authorization response, and say so in the metadata.',
    refuses: false,
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters) return undefined;
      if (parameters.has('iss')) return pass('The answer carries `iss`.', at('iss'));
      // A promise that is not kept is judged by the rule on `iss` itself.
      if (judgeIssuer(context)?.verdict === 'fail') return undefined;
      return {
        verdict: 'fail',
        message: 'The answer does not say which server it comes from.',
        expected: latestText(context.session, 'issuer') ?? 'the issuer',
        actual: 'absent',
        at: [at('iss')],
      };
    },
  },
  {
    id: 'authorization-response/no-token',
    stage: 'authorization-response',
    level: 'SHOULD NOT',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(9700, '2.1.2'), rfc(6749, '4.1.2')],
    statement: 'The answer to a request for a code holds no token.',
    why: 'Tokens in a URL end up in histories, logs and Referer headers.',
    fix: 'Return the code alone, and the tokens from the token endpoint.',
    refuses: false,
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters || lastAuthorization(context)?.get('response_type') !== 'code') return undefined;
      const found = TOKENS.find((name) => parameters.has(name));
      if (found === undefined) return pass('The answer holds no token.', { in: 'callback-url' });
      return {
        verdict: 'fail',
        message: `The answer holds \`${found}\`, although a code was asked for.`,
        expected: 'a code alone',
        actual: `a parameter ${found}`,
        at: [at(found)],
      };
    },
  },
  {
    id: 'authorization-response/no-duplicates',
    stage: 'authorization-response',
    level: 'MUST NOT',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '3.1')],
    statement: 'No parameter stands twice in the answer.',
    why: 'Two readers take different ones: that is how a check is passed with one value and the other is used.',
    fix: 'Send each parameter once, and do not let a redirect URI bring parameters of the same name.',
    refuses: false,
    judge(context) {
      const parameters = parametersOf(context);
      if (!parameters) return undefined;
      // These three have rules of their own, which stop the flow.
      const twice = duplicateOf(parameters, new Set(['state', 'iss', 'code']));
      if (twice === undefined) return pass('Each parameter stands once.', { in: 'callback-url' });
      return {
        verdict: 'fail',
        message: `\`${twice}\` stands more than once in the answer.`,
        expected: 'once',
        actual: `${parameters.getAll(twice).length} times`,
        at: [at(twice)],
      };
    },
  },
];
