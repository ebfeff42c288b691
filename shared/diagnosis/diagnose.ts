import type { EventId } from '../trace/event.ts';
import type { Session } from '../trace/session.ts';
import { suspectHeader, suspectScope } from './answer-suspects.ts';
import { suspectAudience, suspectIssuer, suspectRevocation } from './claim-suspects.ts';
import { suspectTime } from './clock-suspects.ts';
import type { Diagnosis, Support, Suspect } from './diagnosis.ts';
import type { RefusalFacts } from './facts.ts';
import { laterAccepted, readFacts, seenAt } from './facts.ts';

/** Nothing that can be seen speaks for a cause: say so, and what was looked at. */
function cannotTell(facts: RefusalFacts): Suspect {
  const { claims, description, expected, exchange, acceptedBefore } = facts;
  const supports: Support[] = [
    {
      sentence:
        description === '' ? 'The server gives no reason.' : `The server says only: "${description}".`,
      evidence: [seenAt(facts, { in: 'response-header', name: 'www-authenticate' })],
    },
  ];
  if (acceptedBefore) {
    supports.push({
      sentence: 'The same token was accepted before.',
      evidence: [{ event: acceptedBefore.id, at: { in: 'status' } }],
    });
  }
  if (claims) {
    const right = [
      expected.resource === undefined ? undefined : 'audience',
      expected.issuer === undefined ? undefined : 'issuer',
      facts.expiry === undefined ? undefined : 'time',
    ].filter((word) => word !== undefined);
    if (right.length > 0) {
      supports.push({
        sentence: `Nothing that the token says of itself explains it: ${right.join(', ')} look right from here.`,
        evidence: [seenAt(facts, { in: 'request-header', name: 'authorization' })],
      });
    }
  } else supports.push({ sentence: 'What the token says cannot be seen here.', evidence: [] });
  return {
    cause: 'unknown',
    weight: 0,
    sentence:
      exchange.response?.status === 403
        ? 'The server forbids this call and does not say why. It may be a rule of its own, not a matter of the token.'
        : 'The server refuses the token, and nothing that can be seen from here says why.',
    supports,
    wouldDecide: [
      'The log of the MCP server: why its token check failed.',
      'Whether the MCP server has the present keys of the authorization server: verify the signature of the token.',
      ...(claims ? [] : ['Introspection of the token, if the authorization server offers it.']),
    ],
    next: 'Look at the token, verify its signature, and compare the audience, issuer and keys that the MCP server is set up with.',
  };
}

/**
 * Why an MCP call was refused with 401 or 403: the named exchange, or the last one for which a token was at hand.
 * `undefined` when there is none. In a saved session tokens are names, so what they say takes no part.
 * @see RFC 6750 §3.1; MCP 2026-07-28, Error Handling, Token Handling
 */
export function diagnose(session: Session, exchange?: EventId): Diagnosis | undefined {
  const facts = readFacts(session, exchange);
  if (!facts) return undefined;
  const suspects = [
    ...suspectHeader(facts),
    ...suspectScope(facts),
    ...suspectRevocation(facts),
    ...suspectAudience(facts),
    ...suspectIssuer(facts),
    ...suspectTime(facts),
  ].toSorted((a, b) => b.weight - a.weight);
  const [first = cannotTell(facts), ...others] = suspects;
  const { cause, sentence, supports, wouldDecide, next } = first;
  return {
    exchange: facts.exchange.id,
    status: facts.status,
    cause,
    sentence,
    supports,
    wouldDecide,
    next,
    alternatives: others.map((one) => ({ cause: one.cause, sentence: one.sentence })),
    resolved: laterAccepted(facts),
  };
}
