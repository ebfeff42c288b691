// Causes that the server's answer tells: no header came, or the token allows too little.

import { scopesMissing } from '../protocol/scope.ts';
import { scopeOf } from '../token/judge-scope.ts';
import type { Support, Suspect } from './diagnosis.ts';
import type { RefusalFacts } from './facts.ts';
import { seenAt } from './facts.ts';

const TOKEN = { in: 'request-header', name: 'authorization' } as const;
const CHALLENGE = { in: 'response-header', name: 'www-authenticate' } as const;

/** The header never left, or never arrived. */
export function suspectHeader(facts: RefusalFacts): Suspect[] {
  if (facts.status !== 401) return [];
  if (facts.token === undefined) {
    return [
      {
        cause: 'missing-header',
        weight: 100,
        sentence: 'The call was sent without an Authorization header, though a token was at hand.',
        supports: [
          {
            sentence: 'The request has no Authorization header.',
            evidence: [seenAt(facts, { in: 'request-line' })],
          },
        ],
        wouldDecide: [],
        next: 'Send `Authorization: Bearer …` with every request to the MCP server; each one needs it, not only the first.',
      },
    ];
  }
  if (!facts.challenge || facts.error !== undefined || facts.description !== '') return [];
  return [
    {
      cause: 'missing-header',
      weight: 75,
      sentence:
        'The header was sent, but the server answers as if none had come: something on the way seems to drop it.',
      supports: [
        {
          sentence:
            'The challenge names no error. A server that saw a token and refused it says invalid_token; without any it says nothing (RFC 6750 §3.1).',
          evidence: [seenAt(facts, CHALLENGE)],
        },
        { sentence: 'The request did carry an Authorization header.', evidence: [seenAt(facts, TOKEN)] },
      ],
      wouldDecide: [
        'Look in the log of the MCP server, behind every proxy, whether an Authorization header arrives.',
      ],
      next: 'Let the proxy or gateway in front of the MCP server pass the Authorization header on.',
    },
  ];
}

/** The token allows too little. */
export function suspectScope(facts: RefusalFacts): Suspect[] {
  const { claims, scopeAsked, expected } = facts;
  if (facts.token === undefined) return [];
  const says = facts.error === 'insufficient_scope';
  const holds = (claims && scopeOf(claims)) ?? expected.scopeGranted;
  const missing = holds === undefined ? [] : scopesMissing(holds, scopeAsked);
  if (!says && (facts.status !== 403 || missing.length === 0)) return [];
  const supports: Support[] = [];
  if (says)
    supports.push({
      sentence: `The server says insufficient_scope${scopeAsked === undefined ? '' : ` and asks for: ${scopeAsked}`}.`,
      evidence: [seenAt(facts, CHALLENGE)],
    });
  if (holds !== undefined)
    supports.push({
      sentence: `The token allows: ${holds === '' ? 'nothing' : holds}.`,
      evidence: [seenAt(facts, TOKEN)],
    });
  const allThere = says && holds !== undefined && scopeAsked !== undefined && missing.length === 0;
  if (allThere)
    supports.push({
      sentence: 'So it holds every scope that is asked for, and the server does not see it.',
      evidence: [],
    });
  return [
    {
      cause: 'insufficient-scope',
      weight: says ? 96 : 60,
      sentence: allThere
        ? 'The server asks for scopes that the token has: it does not find them there.'
        : missing.length > 0
          ? `The token lacks what this call needs: ${missing.join(' ')}.`
          : 'The token allows too little for this call.',
      supports,
      wouldDecide: allThere
        ? ['Look in which claim the MCP server expects the scopes: scope as text, or scp as a list.']
        : [],
      next: allThere
        ? 'Let the MCP server read the claim that the authorization server writes.'
        : `Step up: ask for what was granted already${missing.length > 0 ? ` and ${missing.join(' ')}` : ' and what the challenge names'}. If the person may not have it, the refusal is final.`,
    },
  ];
}
