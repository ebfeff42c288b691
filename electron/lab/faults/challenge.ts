import { jsonAnswer, replaceAnswer } from './fault.ts';
import type { Fault, LabAnswer } from './fault.ts';

/** Faults of the first refusal. @see MCP 2026-07-28, authorization-server-discovery; RFC 9728 section 5 */
export const CHALLENGE_FAULTS: readonly Fault[] = [
  {
    id: 'challenge-missing',
    title: 'A 401 that leads nowhere',
    description:
      'No WWW-Authenticate and no metadata document: without one of the two a client cannot find where to sign in.',
    stage: 'challenge',
    trips: ['challenge/www-authenticate', 'challenge/metadata-discoverable'],
    refuses: true,
    routes: ['mcp', 'resource-metadata'],
    rewrite: (exchange, answer) => {
      if (exchange.route === 'resource-metadata') {
        replaceAnswer(answer, jsonAnswer(404, { error: 'not_found' }));
      } else if (answer.status === 401) {
        delete answer.headers['www-authenticate'];
      }
    },
  },
  {
    id: 'challenge-wrong-status',
    title: 'A refusal that says 403',
    description:
      'Missing credentials must be answered with 401; many clients never look for a challenge on 403.',
    stage: 'challenge',
    trips: ['challenge/status-401'],
    refuses: false,
    routes: ['mcp'],
    rewrite: (exchange, answer) => {
      if (answer.status === 401 && exchange.headers.authorization === undefined) answer.status = 403;
    },
  },
  {
    id: 'challenge-relative-metadata-url',
    title: 'A metadata address without a host',
    description:
      'resource_metadata must be an absolute URL; a relative one means something else to every client.',
    stage: 'challenge',
    trips: ['challenge/metadata-url-absolute'],
    refuses: true,
    routes: ['mcp'],
    rewrite: (_exchange, answer) => {
      editMetadataUrl(answer, (url) => new URL(url).pathname);
    },
  },
  {
    id: 'challenge-metadata-url-404',
    title: 'A metadata address that is not there',
    description:
      'When the challenge names the document, that address counts: its 404 is no licence to guess others.',
    stage: 'challenge',
    trips: ['resource-metadata/found'],
    refuses: true,
    routes: ['mcp'],
    rewrite: (_exchange, answer) => {
      editMetadataUrl(answer, (url) => new URL('/.well-known/moved-away', url).href);
    },
  },
];

function editMetadataUrl(answer: LabAnswer, edit: (url: string) => string): void {
  const header = answer.headers['www-authenticate'];
  if (typeof header !== 'string') return;
  answer.headers['www-authenticate'] = header.replace(
    /resource_metadata="([^"]+)"/,
    (_match, url: string) => `resource_metadata="${edit(url)}"`,
  );
}
