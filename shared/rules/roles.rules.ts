// Rules that only several callers can show: the same call as one identity and as another, or with a spoiled token.
// Judged by shared/matrix over a whole run; here is what is said of them.

import type { Level } from '../protocol/policy.ts';
import type { RuleText } from './rule.ts';
import { mcp, owasp, practices, rfc } from './sources.ts';

type Text = Omit<RuleText, 'stage' | 'binds' | 'refuses' | 'since'> & Partial<Pick<RuleText, 'since'>>;

const rule = (text: Text): RuleText => ({
  stage: 'mcp',
  binds: 'server',
  refuses: false,
  since: '2025-03-26',
  ...text,
});

const MUST: Level = 'MUST';

/** What is said of each rule about roles. */
export const rolesRules: readonly RuleText[] = [
  rule({
    id: 'roles/over-permissive',
    level: MUST,
    sources: [owasp(1), owasp(5), mcp('tools', 'Security Considerations')],
    statement: 'A call is refused to whoever may not make it.',
    why: 'Somebody reads or changes what belongs to another, or does what only administrators may.',
    fix: 'Check inside the tool who calls: the subject of the token against the owner of the object, and the role against the level of the tool. To hide a tool from the list is no check.',
  }),
  rule({
    id: 'roles/over-restrictive',
    level: 'SHOULD',
    sources: [owasp(5)],
    statement: 'A call is allowed to whoever may make it.',
    why: 'People are kept from their own data, and turn to shared accounts or wider tokens.',
    fix: 'Look at which check refused: the role, the owner, or a scope that this token was never asked for. Correct the check, or the policy if it expects too much.',
  }),
  rule({
    id: 'roles/token-required',
    level: MUST,
    sources: [rfc(6750, '3'), mcp('index', 'Token Handling'), owasp(2)],
    statement: 'What needs a token is not given without one.',
    why: 'Everybody who knows the address is let in.',
    fix: 'Answer 401 with a challenge before the message reaches a tool, for every method that is not meant to be public.',
  }),
  rule({
    id: 'roles/malformed-token-refused',
    level: MUST,
    sources: [rfc(6750, '3.1'), mcp('index', 'Token Handling')],
    statement: 'A text that is no token of the authorization server is refused.',
    why: 'A server that lets any text pass looks whether there is a token, and not at it.',
    fix: 'Verify each token, by its signature or by introspection, and refuse with 401 when that fails. No fallback to a default user.',
  }),
  rule({
    id: 'roles/signature-checked',
    level: MUST,
    sources: [rfc(7515, '5.2'), rfc(8725, '3.3'), rfc(9068, '4')],
    statement: 'A token whose signature does not fit is refused.',
    why: 'Anybody can write a token for any person.',
    fix: 'Verify the signature with the published keys before a claim is read. Decoding is not verifying.',
  }),
  rule({
    id: 'roles/alg-none-refused',
    level: 'MUST NOT',
    sources: [rfc(8725, '3.2'), rfc(9068, '4'), rfc(7519, '6')],
    statement: 'A token that says "alg":"none" is not accepted.',
    why: 'Such a token needs no key at all: anybody can write one.',
    fix: 'Give the library the list of algorithms that you accept, and do not take the algorithm from the token.',
  }),
  rule({
    id: 'roles/expiry-checked',
    level: MUST,
    sources: [rfc(7519, '4.1.4'), rfc(9068, '4'), rfc(6749, '7')],
    statement: 'A token that has run out is refused.',
    why: 'A token that was once stolen opens the door for ever.',
    fix: 'Compare exp with the clock on every request, with seconds of tolerance and not hours.',
  }),
  rule({
    id: 'roles/not-before-checked',
    level: MUST,
    sources: [rfc(7519, '4.1.5')],
    statement: 'A token is not accepted before the time in nbf.',
    why: 'A token that was issued for later works at once.',
    fix: 'Compare nbf with the clock where it is present.',
  }),
  rule({
    id: 'roles/issuer-checked',
    level: MUST,
    sources: [rfc(9068, '4'), rfc(7519, '4.1.1')],
    statement: 'A token of another issuer is refused.',
    why: 'Whoever runs another authorization server can write tokens for this one.',
    fix: 'Compare iss, character by character, with the issuer in your protected-resource metadata.',
  }),
  rule({
    id: 'roles/audience-checked',
    level: MUST,
    sources: [rfc(8707, '2'), rfc(9068, '4'), mcp('security', 'Access Token Privilege Restriction')],
    statement: 'A token that was issued for another server is refused.',
    why: 'A server that got a token for itself can use it here in the name of the person.',
    fix: 'Compare aud with the resource identifier of this very server, and refuse with 401 when it is not in it.',
  }),
  rule({
    id: 'roles/scope-checked',
    level: MUST,
    sources: [rfc(6749, '7'), rfc(6750, '3.1'), mcp('index', 'Runtime Insufficient Scope Errors')],
    statement: 'A call is refused when the scope of the token does not cover it.',
    why: 'A person who agreed to reading has agreed to writing as well, without knowing.',
    fix: 'Check for each operation the scopes it needs, and answer 403 with error="insufficient_scope" and the scope.',
  }),
  rule({
    id: 'roles/revocation-honoured',
    level: 'SHOULD',
    sources: [rfc(7009, '2.1'), rfc(7009, '3')],
    statement: 'A token that was revoked is refused.',
    why: 'Signing out, or reporting a stolen token, changes nothing until the token runs out.',
    fix: 'Introspect tokens, or keep a list of revoked identifiers, or issue tokens for minutes only.',
  }),
  rule({
    id: 'roles/query-token-refused',
    level: 'SHOULD NOT',
    sources: [rfc(6750, '5.3'), rfc(9700, '4.3.2'), mcp('index', 'Token Requirements')],
    statement: 'A token in the query of the URL is not accepted.',
    why: 'Addresses stand in logs, histories and Referer headers, and the token with them.',
    fix: 'Take tokens from the Authorization header only.',
  }),
  rule({
    id: 'roles/session-bound',
    level: 'SHOULD',
    levels: { '2026-07-28': null },
    sources: [practices('Session Hijacking')],
    statement: 'A session id works only for the person who opened the session.',
    why: 'Whoever learns a session id gets into the session of another: its messages, its state.',
    fix: 'Keep the subject of the token with the session, and answer 404 to everybody else.',
  }),
  rule({
    id: 'roles/same-data',
    level: 'MUST NOT',
    sources: [owasp(1)],
    statement: 'What is personal is not the same for two people.',
    why: 'One of them was given the data of the other: by a cache, or by a query without a condition.',
    fix: 'Put the subject of the token into the key of every cache and into the condition of every query.',
  }),
  rule({
    id: 'roles/refusal-carries-data',
    level: 'MUST NOT',
    sources: [owasp(1), owasp(3)],
    statement: 'A refusal does not carry the data that it refuses.',
    why: 'A model reads the whole answer, whatever its status: what stands in it is out.',
    fix: 'Check before the data is loaded, and build refusals without the object.',
  }),
  rule({
    id: 'roles/refusal-tells-existence',
    level: 'SHOULD NOT',
    sources: [owasp(1)],
    statement: 'A refusal does not tell whether the object exists.',
    why: 'By asking for one identifier after the other, anybody learns which orders, files or people there are.',
    fix: 'Answer alike for what does not exist and for what belongs to somebody else.',
  }),
  rule({
    id: 'roles/listed-uncallable',
    level: 'SHOULD NOT',
    sources: [owasp(5), mcp('tools', 'Listing Tools')],
    statement: 'A tool is not listed to whoever may never call it.',
    why: 'A model plans with tools that are then refused, and everybody learns what administrators can do.',
    fix: 'Leave out of tools/list what the role of the caller does not allow, and mark that list cacheScope: "private".',
  }),
  rule({
    id: 'roles/shared-cache',
    level: 'MUST NOT',
    since: '2026-07-28',
    sources: [mcp('caching', 'Cache Scope Field')],
    statement: 'An answer that differs from caller to caller is not marked cacheScope: "public".',
    why: 'A gateway may keep the answer to one person and give it to everybody.',
    fix: 'Mark it cacheScope: "private", which is what an answer is unless somebody says otherwise.',
  }),
  rule({
    id: 'roles/answers-mixed',
    level: 'MUST NOT',
    sources: [owasp(1), owasp(2)],
    statement: 'An answer goes to whoever asked, also when several ask at once.',
    why: 'Who the caller is stands in a variable that all requests share: under load, people get the data of others.',
    fix: 'Keep the caller with the request (an argument, or AsyncLocalStorage), never in a variable of the module or on a shared object.',
  }),
];
