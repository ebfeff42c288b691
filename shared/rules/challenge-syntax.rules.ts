// The form of the challenge: that there is one, its scheme and its grammar.

import type { Challenge } from '../protocol/challenge.ts';
import { bearerOf, challengesOf } from '../protocol/exchange.ts';
import { placeOf, responseHeader } from './facts.ts';
import type { ExchangeSubject } from './rule.ts';
import { mcpExchange } from './facts.ts';
import type { JudgeContext, Rule } from './rule.ts';
import { isSince } from '../protocol/policy.ts';
import { pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';

const HEADER = { in: 'response-header', name: 'www-authenticate' } as const;

/** An answer that challenges: 401, or 403 with a header that says so. */
export function challenging(
  context: JudgeContext,
): (ExchangeSubject & { readonly status: number }) | undefined {
  const answer = mcpExchange(context);
  return answer && (answer.status === 401 || answer.status === 403) ? answer : undefined;
}

/** A parameter that stands twice in one challenge. */
function repeated(challenge: Challenge) {
  const seen = new Set<string>();
  return challenge.parameters.find((parameter) => {
    const name = parameter.name.toLowerCase();
    const again = seen.has(name);
    seen.add(name);
    return again;
  });
}

export const challengeSyntaxRules: readonly Rule[] = [
  {
    id: 'challenge/www-authenticate',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(9110, '15.5.2'), rfc(6750, '3')],
    statement: 'A 401 carries a WWW-Authenticate header.',
    why: 'Without it a client is told that it may not come in, but not how it could.',
    fix: 'Add WWW-Authenticate: Bearer resource_metadata="…" to every 401. Check that a proxy does not remove it.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (answer?.status !== 401) return undefined;
      const { value, at } = responseHeader(answer.event, 'www-authenticate');
      if (value !== undefined) return pass('The 401 carries a challenge.', at);
      const elsewhere = isSince(context.policy.revision, '2025-11-25');
      return {
        verdict: 'fail',
        ...(elsewhere ? { severity: 'warning' as const } : {}),
        message: elsewhere
          ? 'The 401 carries no challenge. MCP clients since 2025-11-25 tolerate that and look at the well-known locations; others cannot go on.'
          : 'The 401 carries no challenge.',
        expected: 'WWW-Authenticate: Bearer …',
        actual: 'no WWW-Authenticate',
        at: [at],
      };
    },
  },
  {
    id: 'challenge/bearer-scheme',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(6750, '3'), mcp('index', 'Access Token Usage'), rfc(9449, '7.1')],
    statement: 'The challenge of a 401 offers the scheme Bearer (or DPoP).',
    why: 'A client that is offered Basic or Negotiate has no way to use an OAuth token.',
    fix: 'Begin the header value with the word Bearer, followed by a space and its parameters.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (answer?.status !== 401 || responseHeader(answer.event, 'www-authenticate').value === undefined)
        return undefined;
      const challenge = bearerOf(answer.event);
      if (challenge) return pass(`The challenge offers ${challenge.scheme}.`, placeOf(challenge));
      const offered = challengesOf(answer.event).challenges.map(({ scheme }) => scheme);
      return {
        verdict: 'fail',
        message:
          offered.length === 0
            ? 'The header holds no scheme, so no client can tell what it is.'
            : 'The challenge offers no scheme that takes an OAuth token.',
        expected: 'Bearer',
        actual:
          offered.length === 0
            ? (responseHeader(answer.event, 'www-authenticate').value ?? '')
            : offered.join(', '),
        at: [responseHeader(answer.event, 'www-authenticate').at],
      };
    },
  },
  {
    id: 'challenge/syntax',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(9110, '11.6.1'), rfc(9110, '11.2')],
    statement:
      'WWW-Authenticate follows its grammar: schemes, then name="value" pairs with commas between them.',
    why: 'Clients read a broken header each in its own way: what works in one fails in the next.',
    fix: "Quote every value with characters beyond letters, digits and !#$%&'*+-.^_`|~, close each quote, and put commas between parameters.",
    refuses: false,
    judge(context) {
      const answer = challenging(context);
      if (!answer || responseHeader(answer.event, 'www-authenticate').value === undefined) return undefined;
      const { faults } = challengesOf(answer.event);
      const fault = faults[0];
      if (!fault)
        return pass('The header follows its grammar.', responseHeader(answer.event, 'www-authenticate').at);
      // The scheme missing is judged by its own rule.
      if (challengesOf(answer.event).challenges.length === 0) return undefined;
      const line = answer.event.response?.headers[fault.line]?.[1] ?? '';
      return {
        verdict: 'fail',
        severity: 'warning',
        message: `${fault.message} Forgiving clients read past it; a strict one does not see what follows.`,
        expected: 'scheme name="value", name="value"',
        actual: line,
        at: [
          {
            ...HEADER,
            index: fault.line,
            span: [Math.min(fault.at, line.length - 1), Math.min(fault.at + 1, line.length)],
          },
        ],
      };
    },
  },
  {
    id: 'challenge/bearer-parameters',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(6750, '3')],
    statement: 'The scheme Bearer is followed by at least one parameter.',
    why: 'The bare word tells a client neither where to sign in nor what to ask for.',
    fix: 'Add resource_metadata="…" and scope="…" to the challenge.',
    refuses: false,
    judge(context) {
      const answer = challenging(context);
      const challenge = answer && bearerOf(answer.event);
      if (!challenge || challenge.scheme.toLowerCase() !== 'bearer') return undefined;
      if (challenge.parameters.length > 0) return pass('The challenge has parameters.', placeOf(challenge));
      return {
        verdict: 'fail',
        severity: 'warning',
        message: 'The challenge is the bare word Bearer. Clients tolerate that, but learn nothing from it.',
        expected: 'Bearer with at least one parameter',
        actual:
          challenge.token68 === undefined ? challenge.scheme : `${challenge.scheme} ${challenge.token68}`,
        at: [placeOf(challenge)],
      };
    },
  },
  {
    id: 'challenge/parameter-once',
    stage: 'challenge',
    level: 'MUST NOT',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(9110, '11.2'), rfc(6750, '3')],
    statement: 'No parameter stands twice in one challenge.',
    why: 'Which of the two counts is up to each client: two clients act on two different servers or scopes.',
    fix: 'Write each parameter once; put all scopes into one value, separated by spaces.',
    refuses: false,
    judge(context) {
      const answer = challenging(context);
      const challenge = answer && bearerOf(answer.event);
      if (!challenge || challenge.parameters.length === 0) return undefined;
      const twice = repeated(challenge);
      if (!twice) return pass('Each parameter stands once.', placeOf(challenge));
      return {
        verdict: 'fail',
        message: `The parameter "${twice.name}" stands more than once.`,
        expected: 'once',
        actual: challenge.parameters
          .filter(({ name }) => name.toLowerCase() === twice.name.toLowerCase())
          .map(({ value }) => value)
          .join(' and '),
        at: [placeOf(challenge, twice)],
      };
    },
  },
  {
    id: 'challenge/one-bearer',
    stage: 'challenge',
    level: 'MAY',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(9110, '11.6.1')],
    statement: 'Several challenges may be offered, but one of the scheme Bearer is what clients act on.',
    why: 'The grammar allows two Bearer challenges; clients take the first, or mix them up.',
    fix: 'Put everything into one Bearer challenge.',
    refuses: false,
    judge(context) {
      const answer = challenging(context);
      const bearers =
        answer &&
        challengesOf(answer.event).challenges.filter(({ scheme }) => scheme.toLowerCase() === 'bearer');
      if (!bearers || bearers.length === 0) return undefined;
      if (bearers.length === 1)
        return pass('There is one Bearer challenge.', ...bearers.map((one) => placeOf(one)));
      return {
        verdict: 'fail',
        message: `There are ${bearers.length} Bearer challenges. Keyhole, as most clients, acts on the first.`,
        expected: 'one',
        actual: String(bearers.length),
        at: bearers.map((one) => placeOf(one)),
      };
    },
  },
];
