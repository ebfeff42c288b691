// Causes that time explains: a token that has ended, and clocks that disagree about when.

import { CLOCK_LEEWAY } from '../token/judge-times.ts';
import { lengthWords, momentOf, momentWords } from '../token/time-words.ts';
import type { Support, Suspect } from './diagnosis.ts';
import type { RefusalFacts } from './facts.ts';
import { seenAt } from './facts.ts';

const TOKEN = { in: 'request-header', name: 'authorization' } as const;
const DATE = { in: 'response-header', name: 'date' } as const;
const CHALLENGE = { in: 'response-header', name: 'www-authenticate' } as const;

function skew(sentence: string, weight: number, supports: readonly Support[], whose: string): Suspect {
  return {
    cause: 'clock-skew',
    weight,
    sentence,
    supports,
    wouldDecide: [
      `Compare the clocks of the authorization server, the MCP server and this machine (time synchronisation, NTP).`,
    ],
    next: `Set the clock of ${whose}, then sign in again: the tokens made until now carry wrong times.`,
  };
}

/** How far the issuer's clock is off, as the token shows: made before or after it came. */
function issuerOff({ issuedAt, receivedAt }: RefusalFacts): number | undefined {
  return issuedAt === undefined || receivedAt === undefined ? undefined : issuedAt - receivedAt;
}

function saysExpired(facts: RefusalFacts): Support[] {
  return /expir/i.test(facts.description)
    ? [{ sentence: `The server says: "${facts.description}".`, evidence: [seenAt(facts, CHALLENGE)] }]
    : [];
}

/** Suspects among the clocks, and the plain end of a token. */
export function suspectTime(facts: RefusalFacts): Suspect[] {
  const { expiry, now, serverAhead = 0, receivedAt, receivedFrom } = facts;
  if (facts.token === undefined || facts.status !== 401) return [];
  const said = saysExpired(facts);
  const off = issuerOff(facts);
  const serverNow = now + serverAhead;
  const dateHeader: Support = {
    sentence: `The server’s clock (Date) is ${lengthWords(serverAhead)} ${serverAhead > 0 ? 'ahead of' : 'behind'} this machine’s.`,
    evidence: [seenAt(facts, DATE)],
  };
  const starts = momentOf(facts.claims?.['nbf']) ?? facts.issuedAt;

  // A token fresh from the issuer that has ended already, or has not begun: a clock is wrong, not the token old.
  if (off !== undefined && Math.abs(off) > 2 * CLOCK_LEEWAY && receivedAt !== undefined) {
    const ended = expiry !== undefined && expiry <= serverNow && expiry - off > now;
    const early = starts !== undefined && starts > serverNow + CLOCK_LEEWAY;
    if (ended || early) {
      const made: Support = {
        sentence: `The token came at ${momentWords(receivedAt)} by this machine’s clock, and says that it was made at ${momentWords(receivedAt + off)}: ${lengthWords(off)} ${off < 0 ? 'earlier' : 'later'}.`,
        evidence: [
          seenAt(facts, TOKEN),
          ...(receivedFrom
            ? [{ event: receivedFrom.id, at: { in: 'response-body', path: '/access_token' } as const }]
            : []),
        ],
      };
      const end: Support = {
        sentence: `So its ${ended ? 'end' : 'beginning'}, ${momentWords((ended ? expiry : starts) ?? 0)}, lies ${ended ? 'before' : 'after'} the very call it was fetched for.`,
        evidence: [seenAt(facts, TOKEN)],
      };
      return [
        skew(
          `The clock of the authorization server is ${lengthWords(off)} ${off < 0 ? 'behind' : 'ahead'}, so a fresh token counts as ${ended ? 'expired' : 'not valid yet'}.`,
          94,
          [made, end, ...said],
          'the authorization server',
        ),
      ];
    }
  }
  if (Math.abs(serverAhead) > CLOCK_LEEWAY) {
    const endedThere = expiry !== undefined && expiry > now && expiry <= serverNow;
    const notYetThere = starts !== undefined && starts > serverNow + CLOCK_LEEWAY / 2;
    if (endedThere || notYetThere) {
      return [
        skew(
          `The clock of the MCP server is ${lengthWords(serverAhead)} ${serverAhead > 0 ? 'ahead' : 'behind'}, so a good token counts as ${endedThere ? 'expired' : 'not valid yet'} there.`,
          93,
          [dateHeader, ...said],
          'the MCP server',
        ),
      ];
    }
    if (said.length > 0 && (expiry === undefined || expiry > now)) {
      return [
        skew(
          'The clocks of the MCP server and of this machine disagree, and the server calls the token expired.',
          70,
          [dateHeader, ...said],
          'the MCP server',
        ),
      ];
    }
  }
  if (expiry !== undefined && expiry <= now) {
    const from =
      momentOf(facts.claims?.['exp']) === undefined ? 'The token response said' : 'The token says (exp)';
    return [
      {
        cause: 'expired',
        weight: 92,
        sentence: `The token expired ${lengthWords(now - expiry)} before the call.`,
        supports: [
          {
            sentence: `${from} that it ends at ${momentWords(expiry)}; the call was sent at ${momentWords(now)}.`,
            evidence: [seenAt(facts, TOKEN)],
          },
          ...said,
        ],
        wouldDecide: ['Refresh the token, or sign in again, and repeat the call.'],
        next: 'Refresh the token. A client should do so shortly before the end, and once after a 401.',
      },
    ];
  }
  if (said.length === 0) return [];
  return [
    {
      cause: 'expired',
      weight: 45,
      sentence: 'The server calls the token expired, though nothing that can be seen here says so.',
      supports: said,
      wouldDecide: [
        'Compare the clocks of the servers.',
        'Introspect the token, if the authorization server offers it.',
      ],
      next: 'Refresh the token and repeat the call. If that is refused as well, look at the server’s clock.',
    },
  ];
}
