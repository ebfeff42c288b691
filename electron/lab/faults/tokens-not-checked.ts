import type { Fault } from './fault.ts';

const STAGE = { stage: 'mcp', refuses: false, shownBy: 'matrix' } as const;

/** Faults of servers that believe a token too easily. @see RFC 9068 section 4; RFC 8725; MCP 2026-07-28, Token Handling */
export const TOKENS_NOT_CHECKED_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'token-not-required',
    title: 'A check that forgets the calls',
    description: 'Without a token nothing is listed, but tools can be called: the check stands at one door.',
    trips: ['roles/token-required'],
    policy: { defects: ['token-not-required'] },
  },
  {
    ...STAGE,
    id: 'unreadable-token-accepted',
    title: 'A check that gives up',
    description:
      'A token that cannot be read makes the check fail, and whoever sent it is let in as a guest.',
    trips: ['roles/malformed-token-refused'],
    policy: { defects: ['unreadable-token-accepted'] },
  },
  {
    ...STAGE,
    id: 'signature-not-checked',
    title: 'A signature that nobody verifies',
    description: 'The claims are read and compared, the signature is not: anybody can write such a token.',
    trips: ['roles/signature-checked'],
    policy: { defects: ['signature-not-checked'] },
  },
  {
    ...STAGE,
    id: 'alg-none-accepted',
    title: 'A token without a signature',
    description: 'The token itself says that it needs no signature (alg: none), and the server believes it.',
    trips: ['roles/alg-none-refused'],
    policy: { defects: ['alg-none-accepted'] },
  },
  {
    ...STAGE,
    id: 'token-only-decoded',
    title: 'Decoded, not verified',
    description:
      'The payload is decoded and used; only audience and expiry are looked at, and both can be forged.',
    trips: [
      'roles/signature-checked',
      'roles/alg-none-refused',
      'roles/not-before-checked',
      'roles/issuer-checked',
    ],
    policy: {
      defects: ['signature-not-checked', 'alg-none-accepted', 'not-before-not-checked', 'issuer-not-checked'],
    },
  },
  {
    ...STAGE,
    id: 'expiry-not-checked',
    title: 'Tokens that never end',
    description:
      'An expired token goes on working, so one that was stolen does too. Try the server of short tokens.',
    trips: ['roles/expiry-checked'],
    policy: { defects: ['expiry-not-checked'] },
  },
  {
    ...STAGE,
    id: 'audience-not-checked',
    title: 'A token meant for somebody else',
    description:
      'A token that was made for another server is taken: that server can now act as its users here.',
    trips: ['roles/audience-checked'],
    policy: { defects: ['audience-not-checked'] },
  },
  {
    ...STAGE,
    id: 'revocation-not-checked',
    title: 'A revocation that nobody hears of',
    description: 'The authorization server revokes the token; the MCP server does not ask it again.',
    trips: ['roles/revocation-honoured'],
    policy: { defects: ['revocation-not-checked'] },
  },
  {
    ...STAGE,
    id: 'query-token-accepted',
    title: 'A token in the address',
    description: 'access_token works as a parameter of the URL, which ends in logs, histories and referrers.',
    trips: ['roles/query-token-refused'],
    policy: { defects: ['query-token-accepted'] },
  },
];
