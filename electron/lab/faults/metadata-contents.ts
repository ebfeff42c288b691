import { editJson, htmlAnswer, jsonAnswer, replaceAnswer } from './fault.ts';
import type { AnswerRewrite, Fault, LabAnswer } from './fault.ts';

const RESOURCE = { stage: 'resource-metadata', refuses: false, routes: ['resource-metadata'] } as const;
const SERVER = { stage: 'server-metadata', refuses: false, routes: ['server-metadata'] } as const;

/** Faults of the two metadata documents with which a flow can go on. @see RFC 9728 section 2; RFC 8414 sections 2, 3.2 */
export const METADATA_CONTENTS_FAULTS: readonly Fault[] = [
  {
    ...RESOURCE,
    id: 'prm-media-type',
    title: 'Metadata sent as plain text',
    description: 'The document is right, its Content-Type is not: a strict client does not read it.',
    trips: ['resource-metadata/json'],
    rewrite: (_exchange, answer) => {
      answer.headers['content-type'] = 'text/plain';
    },
  },
  {
    ...RESOURCE,
    id: 'prm-scopes-text',
    title: 'Scopes as one text',
    description: 'scopes_supported must be a list: clients that check by schema refuse the document.',
    trips: ['resource-metadata/scopes-supported'],
    rewrite: edit((document) => {
      document.scopes_supported = 'orders:read orders:write';
    }),
  },
  {
    ...RESOURCE,
    id: 'prm-offline-access',
    title: 'offline_access among the scopes of a resource',
    description:
      'No resource needs it; clients that ask for the whole list then always ask to stay signed in.',
    trips: ['resource-metadata/no-offline-access'],
    rewrite: edit((document) => {
      document.scopes_supported = ['orders:read', 'offline_access'];
    }),
  },
  {
    ...RESOURCE,
    id: 'prm-token-in-body',
    title: 'Tokens in the body only',
    description: 'MCP knows the Authorization header and nothing else: such a server could not be called.',
    trips: ['resource-metadata/bearer-methods'],
    rewrite: edit((document) => {
      document.bearer_methods_supported = ['body'];
    }),
  },
  {
    ...SERVER,
    id: 'as-html-first',
    title: 'A web page at the first location',
    description:
      'The first location answers 200 with HTML, the second has the document: some clients give up between.',
    trips: ['server-metadata/json'],
    rewrite: (exchange, answer) => {
      if (isOauthLocation(exchange.path)) replaceAnswer(answer, htmlAnswer(200));
    },
  },
  {
    ...SERVER,
    id: 'as-no-response-types',
    title: 'Response types not listed',
    description: 'response_types_supported is required: the official SDKs refuse a document without it.',
    trips: ['server-metadata/required-members'],
    rewrite: edit((document) => {
      delete document.response_types_supported;
    }),
  },
  {
    ...SERVER,
    id: 'as-no-code-flow',
    title: 'Only the implicit flow',
    description:
      'The document lists token as its only response type: a client that believes it does not even try.',
    trips: ['server-metadata/code-flow'],
    rewrite: edit((document) => {
      document.response_types_supported = ['token'];
    }),
  },
  {
    ...SERVER,
    id: 'as-openid-incomplete',
    title: 'An OpenID document without its subject types',
    description: 'Only the OpenID location has a document, and it lacks what OpenID Connect requires.',
    trips: ['server-metadata/openid-members'],
    rewrite: openidOnly((document) => {
      delete document.subject_types_supported;
    }),
  },
  {
    ...SERVER,
    id: 'as-openid-no-pkce',
    title: 'An OpenID provider that does not speak of PKCE',
    description: 'OpenID Connect does not define the member, MCP demands it: a client must refuse.',
    trips: ['server-metadata/pkce-advertised', 'server-metadata/openid-pkce'],
    refuses: true,
    rewrite: openidOnly((document) => {
      delete document.code_challenge_methods_supported;
    }),
  },
  {
    ...SERVER,
    id: 'as-no-client-documents',
    title: 'No client-ID metadata documents',
    description: 'Every client has to register anew at this server.',
    trips: ['server-metadata/cimd-advertised'],
    rewrite: edit((document) => {
      delete document.client_id_metadata_document_supported;
    }),
  },
  {
    ...SERVER,
    id: 'as-iss-not-promised',
    title: 'iss sent but not promised',
    description: 'A client that is not told to expect iss cannot notice when an attacker removes it.',
    trips: ['authorization-response/iss-advertised'],
    rewrite: edit((document) => {
      delete document.authorization_response_iss_parameter_supported;
    }),
  },
];

const isOauthLocation = (path: string): boolean => path.includes('/.well-known/oauth-authorization-server');

function edit(change: (document: Record<string, unknown>) => void): AnswerRewrite {
  return (_exchange, answer) => {
    editJson(answer, change);
  };
}

/** Leaves a document at the OpenID location alone. */
function openidOnly(change: (document: Record<string, unknown>) => void): AnswerRewrite {
  return (exchange, answer: LabAnswer) => {
    if (isOauthLocation(exchange.path)) replaceAnswer(answer, jsonAnswer(404, { error: 'not_found' }));
    else editJson(answer, change);
  };
}
