import { editJson } from './fault.ts';
import type { AnswerRewrite, Fault } from './fault.ts';

const STAGE = { stage: 'registration', refuses: false, routes: ['registration'] } as const;

/** Faults of a registration that works. @see RFC 7591 section 3.2.1 */
export const REGISTRATION_CONTENTS_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'dcr-status-200',
    title: 'Registered with 200',
    description: 'A registration is answered with 201; strict clients take 200 for a failure.',
    trips: ['registration/status-201'],
    rewrite: (_exchange, answer) => {
      if (answer.status === 201) answer.status = 200;
    },
  },
  {
    ...STAGE,
    id: 'dcr-secret-without-expiry',
    title: 'A secret of unknown age',
    description: 'client_secret must come with client_secret_expires_at, be it 0 for never.',
    trips: ['registration/secret-expiry'],
    rewrite: edit((document) => {
      document.client_secret = 'a-secret-nobody-asked-for';
      delete document.client_secret_expires_at;
    }),
  },
  {
    ...STAGE,
    id: 'dcr-redirects-not-returned',
    title: 'Registered redirects not returned',
    description: 'The answer must hold all that was registered: the client cannot know what was taken over.',
    trips: ['registration/redirect-uris-returned'],
    rewrite: edit((document) => {
      delete document.redirect_uris;
    }),
  },
  {
    ...STAGE,
    id: 'dcr-metadata-replaced',
    title: 'Registered as somebody else',
    description:
      'A server may replace what was asked for: a client acts on what came back, and a person may wonder.',
    trips: ['registration/metadata-kept'],
    rewrite: edit((document) => {
      document.client_name = 'Client 42';
    }),
  },
];

function edit(change: (document: Record<string, unknown>) => void): AnswerRewrite {
  return (_exchange, answer) => {
    editJson(answer, change);
  };
}
