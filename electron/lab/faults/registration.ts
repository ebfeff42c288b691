import { editJson, jsonAnswer } from './fault.ts';
import type { Fault } from './fault.ts';

const STAGE = { stage: 'registration', refuses: true, routes: ['registration'] } as const;

/** Faults of dynamic registration. @see RFC 7591 section 3.2 */
export const REGISTRATION_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'dcr-rejects-redirect',
    title: 'Loopback redirects not wanted',
    description: 'A native client can only use loopback redirects; a server that refuses them shuts it out.',
    trips: ['registration/succeeded'],
    intercept: () =>
      jsonAnswer(400, {
        error: 'invalid_redirect_uri',
        error_description: 'redirect_uris must use https and must not be localhost',
      }),
  },
  {
    ...STAGE,
    id: 'dcr-missing-client-id',
    title: 'Registered as nobody',
    description: 'The server says 201 but gives no client_id, the one thing the client came for.',
    trips: ['registration/client-id'],
    rewrite: (_exchange, answer) => {
      editJson(answer, (document) => {
        delete document.client_id;
      });
    },
  },
];
