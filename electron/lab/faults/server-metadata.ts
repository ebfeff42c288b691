import { editJson, jsonAnswer, METADATA_SERVICE, replaceAnswer } from './fault.ts';
import type { AnswerRewrite, Fault } from './fault.ts';

const STAGE = { stage: 'server-metadata', refuses: true, routes: ['server-metadata'] } as const;

/** Faults of the authorization server's own description. @see RFC 8414 sections 2, 3.3 */
export const SERVER_METADATA_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'as-metadata-missing',
    title: 'An authorization server without metadata',
    description: 'Every well-known address answers 404, so there is no endpoint to use.',
    trips: ['server-metadata/found'],
    rewrite: (_exchange, answer) => {
      replaceAnswer(answer, jsonAnswer(404, { error: 'not_found' }));
    },
  },
  {
    ...STAGE,
    id: 'as-issuer-mismatch',
    title: 'Metadata of another issuer',
    description:
      'issuer must be the identifier the address was built from; otherwise one server speaks for another.',
    trips: ['server-metadata/issuer-matches'],
    rewrite: edit((document) => {
      document.issuer = 'https://login.example.net';
    }),
  },
  {
    ...STAGE,
    id: 'as-no-pkce',
    title: 'PKCE not advertised',
    description:
      'Without code_challenge_methods_supported a client must refuse, even though the server would do S256.',
    trips: ['server-metadata/pkce-advertised'],
    rewrite: edit((document) => {
      delete document.code_challenge_methods_supported;
    }),
  },
  {
    ...STAGE,
    id: 'as-pkce-plain-only',
    title: 'Only the weak PKCE',
    description: 'plain protects nobody who can see the request: a client that can do S256 must not go on.',
    trips: ['server-metadata/pkce-s256'],
    rewrite: edit((document) => {
      document.code_challenge_methods_supported = ['plain'];
    }),
  },
  {
    ...STAGE,
    id: 'as-unsafe-authorization-endpoint',
    title: 'A sign-in address that is a script',
    description: 'Whatever opens authorization_endpoint would run it: only http and https may be opened.',
    trips: ['server-metadata/safe-urls'],
    rewrite: edit((document) => {
      document.authorization_endpoint = 'javascript:alert(1)';
    }),
  },
  {
    ...STAGE,
    id: 'as-no-token-endpoint',
    title: 'Nowhere to redeem a code',
    description: 'Without token_endpoint the sign-in would end with a code that nothing takes.',
    trips: ['server-metadata/endpoints-present'],
    rewrite: edit((document) => {
      delete document.token_endpoint;
    }),
  },
  {
    ...STAGE,
    id: 'as-link-local-endpoint',
    title: 'A token endpoint inside the cloud',
    description: `A code would be posted to ${METADATA_SERVICE}, an address that only machines inside a cloud reach.`,
    trips: ['server-metadata/private-address'],
    rewrite: edit((document) => {
      document.token_endpoint = `https://${METADATA_SERVICE}/token`;
    }),
  },
  {
    ...STAGE,
    id: 'as-http-token-endpoint',
    title: 'A token endpoint in the clear',
    description: 'Codes and tokens would cross the network readable: https everywhere but on loopback.',
    trips: ['server-metadata/endpoints-https'],
    rewrite: edit((document) => {
      document.token_endpoint = 'http://auth.example/token';
    }),
  },
];

function edit(change: (document: Record<string, unknown>) => void): AnswerRewrite {
  return (_exchange, answer) => {
    editJson(answer, change);
  };
}
