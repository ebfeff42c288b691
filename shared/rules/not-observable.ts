// Statements of the specification that nobody can see from a client's exchanges, with the reason. They are listed, so
// that a person who looks for one learns that it was not checked, and why.

import type { Level } from '../protocol/policy.ts';
import type { Revision } from '../protocol/revision.ts';
import type { StageId } from '../trace/event.ts';
import type { Rule, Source } from './rule.ts';
import { mcp, practices, rfc } from './sources.ts';

export interface NotObservable {
  /** `<stage>/<kebab-name>`; no rule has the same. */
  readonly id: string;
  readonly stage: StageId;
  readonly level: Level;
  readonly binds: Rule['binds'];
  readonly since: Revision;
  readonly levels?: NonNullable<Rule['levels']>;
  readonly sources: readonly Source[];
  readonly statement: string;
  /** Why no exchange can show it. */
  readonly reason: string;
}

export const NOT_OBSERVABLE: readonly NotObservable[] = [
  {
    id: 'challenge/can-parse',
    stage: 'challenge',
    level: 'MUST',
    binds: 'client',
    since: '2025-06-18',
    sources: [mcp('discovery', 'Protected Resource Metadata Discovery Requirements')],
    statement: 'A client can parse WWW-Authenticate and reacts to 401.',
    reason:
      'It is an ability of the client, not a property of one exchange. What Keyhole read is shown beside each challenge.',
  },
  {
    id: 'challenge/scope-sets-unrelated',
    stage: 'challenge',
    level: 'MUST NOT',
    binds: 'client',
    since: '2025-11-25',
    sources: [mcp('index', 'Scope Selection Strategy')],
    statement:
      'A client does not assume that the scopes of a challenge and `scopes_supported` contain one another.',
    reason: 'An assumption leaves no bytes. Keyhole never compares the two sets.',
  },
  {
    id: 'challenge/origin-validated',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('transport', 'Security & Endpoint'), mcp('transport', 'Security Warning', '2025-11-25')],
    statement: 'A server validates the Origin header of every connection.',
    reason:
      'A client that is no browser sends no Origin, and absence is allowed. Only a probe with a foreign Origin could tell.',
  },
  {
    id: 'challenge/origin-403',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-11-25',
    sources: [mcp('transport', 'Security & Endpoint'), mcp('transport', 'Security Warning', '2025-11-25')],
    statement: 'An invalid Origin is answered with 403.',
    reason:
      'Which origins are valid is the server’s own decision, and a flow sends none. Only a probe could tell.',
  },
  {
    id: 'challenge/binds-to-loopback',
    stage: 'challenge',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('transport', 'Security & Endpoint')],
    statement: 'A local server listens on the loopback interface only.',
    reason: 'It would have to be called from another machine.',
  },
  {
    id: 'challenge/authenticates-all',
    stage: 'challenge',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('transport', 'Security & Endpoint')],
    statement: 'A server authenticates all connections.',
    reason:
      'What is open on purpose cannot be told from what was forgotten. A flow shows what needed no token.',
  },
  {
    id: 'resource-metadata/nothing-found',
    stage: 'resource-metadata',
    level: 'MAY',
    binds: 'client',
    since: '2025-11-25',
    sources: [mcp('discovery', 'Authorization Server Discovery Sequence Diagram')],
    statement: 'A client that finds no metadata gives up or uses values it was given.',
    reason: 'Both are allowed. Keyhole stops, and a person may override.',
  },
  {
    id: 'resource-metadata/choice-of-server',
    stage: 'resource-metadata',
    level: 'MAY',
    binds: 'client',
    since: '2025-06-18',
    sources: [rfc(9728, '7.6'), mcp('discovery', 'Authorization Server Location')],
    statement: 'Which of several authorization servers is used is for the client to decide.',
    reason: 'Every choice is right. Keyhole asks the person.',
  },
  {
    id: 'server-metadata/oauth-2-1',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [mcp('index', 'Overview')],
    statement: 'An authorization server implements OAuth 2.1.',
    reason: 'It is the sum of many statements; those that show on the wire are rules of their own.',
  },
  {
    id: 'registration/priority',
    stage: 'registration',
    level: 'SHOULD',
    binds: 'client',
    since: '2025-11-25',
    sources: [mcp('index', 'Client Registration')],
    statement:
      'A client prefers pre-registration, then a metadata document, then dynamic registration, then asks.',
    reason:
      'The choice depends on what the person gave in the settings, not on an exchange. Keyhole follows the order when it is left to choose.',
  },
  {
    id: 'registration/client-supports-documents',
    stage: 'registration',
    level: 'SHOULD',
    binds: 'client',
    since: '2025-11-25',
    sources: [mcp('registration', 'Client ID Metadata Documents')],
    statement: 'A client supports client-ID metadata documents.',
    reason: 'It is an ability of the client. Keyhole has it; whether the server has it is a rule.',
  },
  {
    id: 'registration/document-contents',
    stage: 'registration',
    level: 'MUST',
    binds: 'client',
    since: '2025-11-25',
    sources: [mcp('registration', 'Client ID Metadata Documents')],
    statement:
      'The client-ID metadata document holds `client_id` (its own URL), `client_name` and `redirect_uris`.',
    reason:
      'The authorization server fetches the document; it does not pass through the flow. `keyhole client-metadata` makes a right one.',
  },
  {
    id: 'registration/document-key',
    stage: 'registration',
    level: 'MAY',
    binds: 'client',
    since: '2025-11-25',
    sources: [mcp('registration', 'Client ID Metadata Documents')],
    statement: 'A client with a metadata document may authenticate by `private_key_jwt`.',
    reason: 'A permission cannot be broken.',
  },
  {
    id: 'registration/document-validated',
    stage: 'registration',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-11-25',
    sources: [
      mcp('registration', 'Client ID Metadata Documents'),
      mcp('security', 'Client ID Metadata Document Security'),
    ],
    statement:
      'An authorization server checks the fetched document, its URL and the redirect URI, and shows the redirect host to the person.',
    reason:
      'The fetch and the page for the person are out of sight of the client. A refusal shows as an error of the authorization request.',
  },
  {
    id: 'registration/dynamic-deprecated',
    stage: 'registration',
    level: 'MAY',
    binds: 'authorization-server',
    since: '2025-03-26',
    levels: { '2025-03-26': 'SHOULD', '2025-06-18': 'SHOULD' },
    sources: [mcp('registration', 'Dynamic Client Registration'), rfc(7591, '1')],
    statement: 'Dynamic registration may be supported; 2026-07-28 deprecates it.',
    reason: 'Offering it or not is allowed; what is offered is shown.',
  },
  {
    id: 'registration/static-credentials',
    stage: 'registration',
    level: 'SHOULD',
    binds: 'client',
    since: '2025-06-18',
    sources: [mcp('registration', 'Pre-registration')],
    statement: 'A client lets people enter credentials that they registered by hand.',
    reason: 'It is an ability of the client. Keyhole has it.',
  },
  {
    id: 'registration/document-portable',
    stage: 'registration',
    level: 'MAY',
    binds: 'client',
    since: '2026-07-28',
    sources: [mcp('registration', 'Authorization Server Binding')],
    statement: 'A client identifier that is a URL is good at every authorization server.',
    reason: 'It is a permission: nothing need be registered anew, and nothing shows.',
  },
  {
    id: 'authorization-request/issuer-recorded',
    stage: 'authorization-request',
    level: 'MUST',
    binds: 'client',
    since: '2026-07-28',
    sources: [mcp('index', 'Authorization Response Validation')],
    statement: 'Before the redirect a client records the validated issuer together with the verifier.',
    reason: 'It is kept inside the client. That it is used shows in the rule on `iss` of the answer.',
  },
  {
    id: 'authorization-request/no-shell',
    stage: 'authorization-request',
    level: 'MUST NOT',
    binds: 'client',
    since: '2025-03-26',
    sources: [practices('OAuth Authorization URL Validation')],
    statement: 'A client opens URLs through the platform, not through a shell.',
    reason: 'How a program opens a browser does not show on the wire. Keyhole uses no shell.',
  },
  {
    id: 'authorization-response/error-not-shown',
    stage: 'authorization-response',
    level: 'MUST NOT',
    binds: 'client',
    since: '2026-07-28',
    sources: [mcp('index', 'Authorization Response Validation')],
    statement: 'After a wrong `iss` a client neither acts on the error of the answer nor displays it.',
    reason:
      'What a program displays does not show on the wire. Keyhole judges no other parameter of such an answer.',
  },
  {
    id: 'authorization-response/unpromised-iss',
    stage: 'authorization-response',
    level: 'MAY',
    binds: 'client',
    since: '2026-07-28',
    sources: [rfc(9207, '2.4'), mcp('index', 'Authorization Response Validation')],
    statement:
      'A right `iss` is accepted even when the metadata did not promise it, where RFC 9207 would discard it.',
    reason: 'It is a permission; the missing promise is a rule of its own.',
  },
  {
    id: 'token/short-lived',
    stage: 'token',
    level: 'SHOULD',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [mcp('security', 'Token Theft')],
    statement: 'Access tokens live only for a short time.',
    reason:
      'No number says what short is. The lifetime that the server states is shown, and its absence is a rule.',
  },
  {
    id: 'token/refresh-not-assumed',
    stage: 'token',
    level: 'MUST NOT',
    binds: 'client',
    since: '2026-07-28',
    sources: [mcp('index', 'Refresh Tokens')],
    statement: 'A client does not assume that it will get a refresh token.',
    reason: 'An assumption leaves no bytes. Without a refresh token Keyhole asks to sign in again.',
  },
  {
    id: 'token/confidential',
    stage: 'token',
    level: 'MUST',
    binds: 'client',
    since: '2025-03-26',
    sources: [mcp('security', 'Token Theft'), mcp('index', 'Refresh Tokens')],
    statement: 'Tokens are stored safely.',
    reason:
      'Storage does not show on the wire. Keyhole keeps tokens in memory and masks them in what it saves.',
  },
  {
    id: 'mcp/audience-validated',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    sources: [mcp('security', 'Access Token Privilege Restriction'), mcp('index', 'Token Handling')],
    statement: 'A server accepts only tokens that were issued for it.',
    reason:
      'It takes a good token of another resource to see, which a flow does not have. Edit the token of a draft to try one.',
  },
  {
    id: 'mcp/no-passthrough',
    stage: 'mcp',
    level: 'MUST NOT',
    binds: 'server',
    since: '2025-06-18',
    sources: [practices('Token Passthrough'), mcp('security', 'Access Token Privilege Restriction')],
    statement: 'A server does not pass the token of its client on to other services.',
    reason: 'What a server sends to others is out of sight.',
  },
  {
    id: 'mcp/handles-bound',
    stage: 'mcp',
    level: 'MUST NOT',
    binds: 'server',
    since: '2025-03-26',
    sources: [practices('Session Hijacking')],
    statement: 'Sessions and state handles do not stand in for authentication; they are bound to the person.',
    reason: 'It takes two people to see: one who uses the session of the other.',
  },
  {
    id: 'mcp/session-lost',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    levels: { '2026-07-28': null },
    sources: [mcp('transport', 'Session Management', '2025-11-25')],
    statement: 'A request of a session that has ended is answered with 404.',
    reason:
      'Another 404 looks the same, and a flow does not use a session after its end. Keyhole begins a new one after a 404.',
  },
  {
    id: 'mcp/get-and-delete',
    stage: 'mcp',
    level: 'SHOULD',
    binds: 'server',
    since: '2026-07-28',
    sources: [mcp('transport', 'Earlier Streamable HTTP Revisions')],
    statement: 'A server of the modern era answers GET and DELETE with 405.',
    reason: 'A flow of this revision sends neither.',
  },
  {
    id: 'mcp/one-way',
    stage: 'mcp',
    level: 'MUST NOT',
    binds: 'server',
    since: '2026-07-28',
    sources: [mcp('transport', 'Receiving Messages')],
    statement: 'A server sends no requests to the client.',
    reason: 'A flow asks for nothing that would lead to one; what comes on a stream is shown as it is.',
  },
  {
    id: 'step-up/hierarchies',
    stage: 'step-up',
    level: 'MUST',
    binds: 'server',
    since: '2026-07-28',
    sources: [mcp('index', 'Runtime Insufficient Scope Errors')],
    statement: 'A server knows which scopes contain others when it judges whether a token is enough.',
    reason: 'Which scope contains which is known to the server only.',
  },
  {
    id: 'step-up/no-deduplication',
    stage: 'step-up',
    level: 'MAY',
    binds: 'client',
    since: '2025-03-26',
    sources: [practices('Scope Minimization')],
    statement: 'A client need not remove scopes that others contain from the union.',
    reason: 'A permission cannot be broken.',
  },
];
