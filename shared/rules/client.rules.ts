// Rules that bind Keyhole itself before it sends something. They have no exchange to judge: the plan and the runner
// raise them, with the words that stand here.

import type { Rule } from './rule.ts';
import { mcp, rfc } from './sources.ts';

export const clientRules: readonly Rule[] = [
  {
    id: 'registration/issuer-binding',
    stage: 'registration',
    level: 'MUST NOT',
    binds: 'client',
    since: '2026-07-28',
    sources: [mcp('registration', 'Authorization Server Binding')],
    statement: 'Credentials of one authorization server are not used at another.',
    why: 'A server that is named tomorrow would otherwise receive the secret you agreed on with the server of today.',
    fix: 'Register a client with the new server and enter its client_id, or correct the resource metadata.',
    refuses: true,
    judge: () => undefined,
  },
  {
    id: 'token/code-single-use',
    stage: 'token',
    level: 'MUST NOT',
    binds: 'client',
    since: '2025-03-26',
    sources: [rfc(6749, '4.1.2'), rfc(6749, '10.5')],
    statement: 'An authorization code is sent once.',
    why: 'A second use looks like a stolen code: a right server refuses it and revokes what the first use gave.',
    fix: 'Retry the stage authorization-request to get a new code, or continue anyway to see the refusal.',
    refuses: true,
    judge: () => undefined,
  },
];
