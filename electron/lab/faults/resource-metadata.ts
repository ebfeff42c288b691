import { editJson, htmlAnswer, jsonAnswer, METADATA_SERVICE, replaceAnswer } from './fault.ts';
import type { AnswerRewrite, Fault } from './fault.ts';

const STAGE = { stage: 'resource-metadata', refuses: true, routes: ['resource-metadata'] } as const;

/** Faults of the protected-resource document. @see RFC 9728 sections 2, 3.3 */
export const RESOURCE_METADATA_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'prm-missing',
    title: 'No metadata document',
    description: 'The challenge promises a document that answers 404.',
    trips: ['resource-metadata/found'],
    rewrite: (_exchange, answer) => {
      replaceAnswer(answer, jsonAnswer(404, { error: 'not_found' }));
    },
  },
  {
    ...STAGE,
    id: 'prm-html',
    title: 'A web page for metadata',
    description: 'A single-page application answers every address with 200 and HTML, well-known ones too.',
    trips: ['resource-metadata/json'],
    rewrite: (_exchange, answer) => {
      replaceAnswer(answer, htmlAnswer(200));
    },
  },
  {
    ...STAGE,
    id: 'prm-resource-mismatch',
    title: 'Metadata of another server',
    description:
      'The document names another resource than the one asked; using it would get tokens for somebody else.',
    trips: ['resource-metadata/resource-matches'],
    rewrite: edit((document) => {
      document.resource = 'https://mcp.example.net/mcp';
    }),
  },
  {
    ...STAGE,
    id: 'prm-no-authorization-servers',
    title: 'No authorization server named',
    description: 'authorization_servers must name at least one; without it there is nowhere to go.',
    trips: ['resource-metadata/authorization-servers'],
    rewrite: edit((document) => {
      delete document.authorization_servers;
    }),
  },
  {
    ...STAGE,
    id: 'prm-unsafe-url',
    title: 'An authorization server that is a script',
    description:
      'Addresses from a server are untrusted: javascript: and file: must never be opened or fetched.',
    trips: ['resource-metadata/safe-urls'],
    rewrite: edit((document) => {
      document.authorization_servers = ['javascript:alert(1)', 'file:///etc/hosts'];
    }),
  },
  {
    ...STAGE,
    id: 'prm-link-local-server',
    title: 'An authorization server inside the cloud',
    description: `${METADATA_SERVICE} hands credentials to whoever asks from inside: no document may lead a client there.`,
    trips: ['resource-metadata/private-address'],
    rewrite: edit((document) => {
      document.authorization_servers = [`https://${METADATA_SERVICE}/`];
    }),
  },
];

function edit(change: (document: Record<string, unknown>) => void): AnswerRewrite {
  return (_exchange, answer) => {
    editJson(answer, change);
  };
}
