import { METADATA_SERVICE } from './fault.ts';
import type { AnswerRewrite, Fault, LabExchange } from './fault.ts';

const STAGE = { stage: 'challenge', refuses: false, routes: ['mcp'] } as const;

/** Faults of what the challenge says. The flow can go on with nearly all of them. @see RFC 9110 section 11.6.1; RFC 6750 section 3 */
export const CHALLENGE_CONTENTS_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'challenge-basic',
    title: 'Basic instead of Bearer',
    description:
      'The challenge offers a scheme that takes no OAuth token; the metadata is found all the same.',
    trips: ['challenge/bearer-scheme'],
    rewrite: edit((header) => header.replace(/^Bearer/, 'Basic')),
  },
  {
    ...STAGE,
    id: 'challenge-unquoted',
    title: 'A URL without quotes',
    description: 'A URL has characters that need quotes: forgiving clients read it, strict ones do not.',
    trips: ['challenge/syntax'],
    rewrite: edit((header) => header.replace(/resource_metadata="([^"]*)"/, 'resource_metadata=$1')),
  },
  {
    ...STAGE,
    id: 'challenge-bare',
    title: 'The bare word Bearer',
    description: 'The challenge says neither where to sign in nor what to ask for.',
    trips: ['challenge/bearer-parameters', 'challenge/scope-present'],
    rewrite: edit(() => 'Bearer'),
  },
  {
    ...STAGE,
    id: 'challenge-repeated-scope',
    title: 'Two scopes in one challenge',
    description: 'Each client takes another of the two: scopes stand in one value, with spaces between them.',
    trips: ['challenge/parameter-once'],
    rewrite: edit((header) => `${header}, scope="orders:write"`),
  },
  {
    ...STAGE,
    id: 'challenge-two-bearers',
    title: 'Two Bearer challenges',
    description: 'The grammar allows it; which of the two a client takes is a matter of luck.',
    trips: ['challenge/one-bearer'],
    rewrite: edit((header) => `${header}, Bearer realm="other"`),
  },
  {
    ...STAGE,
    id: 'challenge-no-scope',
    title: 'Needed scope not named',
    description: 'The client must guess: it asks for all scopes that it knows of, or for none.',
    trips: ['challenge/scope-present'],
    rewrite: edit((header) => header.replace(/,? ?scope="[^"]*"/, '').replace('Bearer,', 'Bearer')),
  },
  {
    ...STAGE,
    id: 'challenge-scope-commas',
    title: 'Scopes with commas',
    description: 'Scopes are separated by spaces: with a comma they are one scope that nobody knows.',
    trips: ['challenge/scope-syntax', 'authorization-response/no-error'],
    refuses: true,
    rewrite: edit((header) => header.replace(/scope="[^"]*"/, 'scope="orders:read,orders:write"')),
  },
  {
    ...STAGE,
    id: 'challenge-offline-access',
    title: 'A server that wants you to stay signed in',
    description:
      'offline_access is between client and authorization server; no call to this server needs it.',
    trips: ['challenge/no-offline-access'],
    rewrite: edit((header) => header.replace(/scope="([^"]*)"/, 'scope="$1 offline_access"')),
  },
  {
    ...STAGE,
    id: 'challenge-error-without-token',
    title: 'An error before anything was done',
    description: 'error="invalid_token" although no token was sent: a client may throw good tokens away.',
    trips: ['challenge/no-error-code'],
    rewrite: edit((header) => header.replace(/^Bearer /, 'Bearer error="invalid_token", ')),
  },
  {
    ...STAGE,
    id: 'challenge-metadata-not-named',
    title: 'Metadata not named in the challenge',
    description:
      'Allowed since 2025-11-25, for clients look at the well-known locations; 2025-06-18 demands it.',
    trips: ['challenge/metadata-in-header'],
    rewrite: edit((header) => header.replace(/,? ?resource_metadata="[^"]*"/, '')),
  },
  {
    ...STAGE,
    id: 'challenge-link-local-metadata',
    title: 'Metadata inside the cloud',
    description: `A server sends its client to ${METADATA_SERVICE}, where clouds hand a machine its credentials.`,
    trips: ['challenge/private-address'],
    refuses: true,
    rewrite: edit((header) =>
      header.replace(
        /resource_metadata="[^"]*"/,
        `resource_metadata="https://${METADATA_SERVICE}/.well-known/oauth-protected-resource"`,
      ),
    ),
  },
];

/** Changes the challenge to a request without a token. */
function edit(change: (header: string) => string): AnswerRewrite {
  return (exchange: LabExchange, answer) => {
    const header = answer.headers['www-authenticate'];
    if (answer.status !== 401 || exchange.headers.authorization !== undefined || typeof header !== 'string')
      return;
    answer.headers['www-authenticate'] = change(header);
  };
}
