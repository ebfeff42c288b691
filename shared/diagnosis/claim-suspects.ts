// Causes that the token itself shows: made for somebody else, by somebody else, or taken back.

import { audienceFit, audiencesOf } from '../token/judge-audience.ts';
import type { Evidence } from '../trace/event.ts';
import type { Support, Suspect } from './diagnosis.ts';
import type { RefusalFacts } from './facts.ts';
import { seenAt } from './facts.ts';

const TOKEN = { in: 'request-header', name: 'authorization' } as const;
const CHALLENGE = { in: 'response-header', name: 'www-authenticate' } as const;

function said(facts: RefusalFacts, pattern: RegExp): Support[] {
  return pattern.test(facts.description)
    ? [{ sentence: `The server says: "${facts.description}".`, evidence: [seenAt(facts, CHALLENGE)] }]
    : [];
}

function sentResource({ receivedFrom, resourceSent }: RefusalFacts): Support[] {
  if (!receivedFrom) return [];
  const evidence: Evidence[] = [{ event: receivedFrom.id, at: { in: 'request-body', path: '/resource' } }];
  return [
    resourceSent === undefined
      ? {
          sentence:
            'No resource was sent with the token request, so the authorization server could not know whom it is for.',
          evidence,
        }
      : { sentence: `The token was asked for with resource=${resourceSent}.`, evidence },
  ];
}

/** The token is for somebody else. */
export function suspectAudience(facts: RefusalFacts): Suspect[] {
  const { claims, expected, session } = facts;
  const resource = expected.resource ?? session.target;
  if (facts.token === undefined || facts.error === 'insufficient_scope' || resource === undefined) return [];
  const words = said(facts, /\baud(?:ience)?\b/i);
  const audiences = audiencesOf(claims?.['aud']);
  const fix =
    'Let the authorization server write the `resource` it is sent (RFC 8707) into the audience (aud), and let the MCP server expect exactly that.';
  const decide = ['Ask the MCP server’s configuration which audience it expects.'];
  if (!claims) {
    if (words.length === 0) return [];
    return [
      {
        cause: 'wrong-audience',
        weight: 65,
        sentence: 'The server says that the token is for somebody else.',
        supports: [...words, ...sentResource(facts)],
        wouldDecide: ['Introspect the token: the answer may name its audience.', ...decide],
        next: fix,
      },
    ];
  }
  const token = [seenAt(facts, TOKEN)];
  const targets = [resource, session.target ?? resource];
  const fits = targets.map((target) => (audiences ? audienceFit(audiences, target) : 'other'));
  const expects: Support = { sentence: `This server is ${resource}.`, evidence: [] };
  if (!audiences) {
    return [
      {
        cause: 'wrong-audience',
        weight: 80,
        sentence: 'The token does not say for whom it is, so the MCP server must refuse it.',
        supports: [
          { sentence: 'The token has no audience (aud).', evidence: token },
          expects,
          ...sentResource(facts),
          ...words,
        ],
        wouldDecide: decide,
        next: fix,
      },
    ];
  }
  const names: Support = { sentence: `The token is for ${audiences.join(', ')}.`, evidence: token };
  if (fits.includes('exact')) {
    return words.length === 0
      ? []
      : [
          {
            cause: 'wrong-audience',
            weight: 60,
            sentence: 'The token is for this very address, but the server expects another audience.',
            supports: [names, expects, ...words],
            wouldDecide: decide,
            next: 'Set the audience that the MCP server expects to its own resource identifier, byte for byte.',
          },
        ];
  }
  const prefix = fits.includes('prefix');
  return [
    {
      cause: 'wrong-audience',
      weight: (prefix ? 55 : 95) + words.length,
      sentence: prefix
        ? 'The token is for a path above this server, and the server seems to compare exactly.'
        : 'The token is for another server than the one it was sent to.',
      supports: [names, expects, ...sentResource(facts), ...words],
      wouldDecide: decide,
      next: fix,
    },
  ];
}

/** The token was issued by somebody whom the server does not trust. */
export function suspectIssuer(facts: RefusalFacts): Suspect[] {
  const { claims, expected } = facts;
  const iss = claims?.['iss'];
  const words = said(facts, /\biss(?:uer)?\b/i);
  if (facts.token === undefined || facts.error === 'insufficient_scope') return [];
  if (typeof iss !== 'string' || expected.issuer === undefined) {
    return words.length === 0
      ? []
      : [
          {
            cause: 'wrong-issuer',
            weight: 60,
            sentence: 'The server says that it does not trust the issuer of the token.',
            supports: words,
            wouldDecide: ['Compare the issuer that the MCP server trusts with the one its metadata names.'],
            next: 'Make both the same, letter by letter.',
          },
        ];
  }
  if (iss === expected.issuer) {
    return words.length === 0
      ? []
      : [
          {
            cause: 'wrong-issuer',
            weight: 60,
            sentence:
              'The token names the issuer that the metadata names, but the MCP server trusts another one.',
            supports: [
              {
                sentence: `The token was issued by ${iss}, as discovered.`,
                evidence: [seenAt(facts, TOKEN)],
              },
              ...words,
            ],
            wouldDecide: ['Look which issuer the MCP server is set up to trust.'],
            next: 'Set the issuer that the MCP server trusts to the one its metadata names, letter by letter.',
          },
        ];
  }
  return [
    {
      cause: 'wrong-issuer',
      weight: 93 + words.length,
      sentence: 'The token names another issuer than the authorization server that this MCP server trusts.',
      supports: [
        { sentence: `The token was issued by ${iss}.`, evidence: [seenAt(facts, TOKEN)] },
        { sentence: `The metadata of the MCP server names ${expected.issuer}.`, evidence: [] },
        ...words,
      ],
      wouldDecide: [
        'Look which issuer the MCP server is set up to trust; issuers are compared letter by letter, a slash at the end included.',
      ],
      next: 'Let the authorization server write into iss the very issuer that its metadata names, and let the MCP server trust that one.',
    },
  ];
}

/** The token was taken back. */
export function suspectRevocation(facts: RefusalFacts): Suspect[] {
  if (facts.token === undefined || facts.status !== 401) return [];
  const words = said(facts, /revoke|not active|inactive/i);
  const next = 'Sign in again: a revoked token does not come back.';
  if (facts.revocation) {
    return [
      {
        cause: 'revoked',
        weight: 97,
        sentence: 'The token was revoked before the call, and the server rightly refuses it.',
        supports: [
          {
            sentence:
              'A revocation of this token, or of the refresh token it came with, was answered with 200.',
            evidence: [{ event: facts.revocation.id, at: { in: 'status' } }],
          },
          ...words,
        ],
        wouldDecide: [],
        next,
      },
    ];
  }
  const inactive = facts.active === false && (facts.expiry === undefined || facts.expiry > facts.now);
  if (!inactive && words.length === 0) return [];
  const supports: Support[] = [...words];
  if (inactive)
    supports.push({
      sentence: 'The authorization server says that the token is not active, though its time is not over.',
      evidence: [],
    });
  if (facts.acceptedBefore)
    supports.push({
      sentence: 'The same token was accepted before.',
      evidence: [{ event: facts.acceptedBefore.id, at: { in: 'status' } }],
    });
  return [
    {
      cause: 'revoked',
      weight: inactive ? 80 : 55,
      sentence: 'The token seems to have been revoked by somebody else.',
      supports,
      wouldDecide: inactive ? [] : ['Introspect the token, if the authorization server offers it.'],
      next,
    },
  ];
}
