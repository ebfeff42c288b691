// Every statement that the authorization pages of the specification make, by stage and number: each is a rule, or is
// said not to be observable. Stage 9 is the table of errors, `wire` what 2026-07-28 changed, `origin` the transport.

import { describe, expect, test } from 'vitest';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { RULES } from '../../../shared/rules/judge.ts';
import { NOT_OBSERVABLE } from '../../../shared/rules/not-observable.ts';
import { STAGES } from '../../../shared/trace/event.ts';

const ROWS: Readonly<Record<string, readonly string[]>> = {
  '0.1': ['challenge/status-401', 'mcp/invalid-token-refused', 'mcp/error-status'],
  '0.2': [
    'challenge/metadata-discoverable',
    'challenge/metadata-in-header',
    'challenge/metadata-url-absolute',
  ],
  '0.3': ['challenge/can-parse'],
  '0.4': ['challenge/scope-present'],
  '0.5': ['challenge/scope-sets-unrelated'],
  '0.6': ['authorization-request/scope-challenged'],
  '0.7': ['challenge/no-offline-access', 'resource-metadata/no-offline-access'],
  '0.8': ['challenge/no-error-code'],
  '1.1': ['resource-metadata/found', 'resource-metadata/json', 'resource-metadata/authorization-servers'],
  '1.2': ['resource-metadata/challenge-url-used'],
  '1.3': ['resource-metadata/well-known-order'],
  '1.4': ['resource-metadata/nothing-found'],
  '1.5': ['resource-metadata/resource-matches'],
  '1.6': ['resource-metadata/resource-matches'],
  '1.7': ['resource-metadata/choice-of-server'],
  '1.8': ['registration/issuer-binding'],
  '1.9': [
    'challenge/private-address',
    'resource-metadata/private-address',
    'server-metadata/private-address',
    'resource-metadata/safe-urls',
  ],
  '2.1': ['server-metadata/found'],
  '2.2': ['server-metadata/well-known-order'],
  '2.3': ['server-metadata/well-known-order'],
  '2.4': ['server-metadata/well-known-order'],
  '2.5': ['server-metadata/well-known-order'],
  '2.6': ['server-metadata/issuer-matches'],
  '2.7': ['server-metadata/issuer-matches'],
  '2.8': ['server-metadata/pkce-advertised', 'server-metadata/pkce-s256'],
  '2.9': ['server-metadata/openid-pkce'],
  '2.10': ['server-metadata/endpoints-https'],
  '2.11': ['authorization-response/iss-advertised'],
  '2.12': ['server-metadata/cimd-advertised'],
  '3.1': ['authorization-request/client-id'],
  '3.2': ['registration/priority'],
  '3.3': ['server-metadata/cimd-advertised', 'registration/client-supports-documents'],
  '3.4': ['authorization-request/client-id-url', 'registration/document-contents'],
  '3.5': ['registration/document-key'],
  '3.6': ['registration/document-validated'],
  '3.7': ['registration/dynamic-deprecated'],
  '3.8': ['registration/application-type'],
  '3.9': ['registration/succeeded'],
  '3.10': ['registration/static-credentials'],
  '3.11': ['registration/issuer-binding'],
  '3.12': ['registration/issuer-binding'],
  '3.13': ['registration/document-portable'],
  '3.14': ['registration/refresh-grant'],
  '3.15': ['registration/redirect-uris'],
  '4.1': ['authorization-request/pkce', 'authorization-request/pkce-s256', 'token/code-verifier'],
  '4.2': ['server-metadata/pkce-advertised'],
  '4.3': ['authorization-request/state', 'authorization-response/state'],
  '4.4': ['authorization-request/issuer-recorded'],
  '4.5': ['authorization-request/resource', 'token/resource'],
  '4.6': ['authorization-request/resource-canonical'],
  '4.7': ['authorization-request/scope-strategy', 'authorization-request/scope-challenged'],
  '4.8': ['authorization-request/scope-strategy'],
  '4.9': ['authorization-request/redirect-uri'],
  '4.10': ['authorization-request/redirect-uri-validated', 'authorization-request/accepted'],
  '4.11': ['server-metadata/safe-urls'],
  '4.12': ['authorization-request/no-shell'],
  '4.13': ['server-metadata/safe-urls', 'resource-metadata/safe-urls', 'challenge/metadata-url-absolute'],
  '5.1': ['authorization-response/iss'],
  '5.2': ['authorization-response/iss'],
  '5.3': ['authorization-response/error-not-shown'],
  '5.4': ['authorization-response/iss-sent'],
  '5.5': ['authorization-response/state'],
  '5.6': ['authorization-response/unpromised-iss'],
  '6.1': ['token/code-verifier', 'token/resource'],
  '6.2': ['token/after-validation'],
  '6.3': ['server-metadata/endpoints-https', 'token/endpoint'],
  '6.4': ['token/expires-in', 'token/short-lived', 'refresh/rotated'],
  '6.5': ['token/refresh-not-assumed'],
  '6.6': ['token/confidential'],
  '7.1': ['mcp/authorization-header'],
  '7.2': ['mcp/no-token-in-query'],
  '7.3': ['mcp/own-token'],
  '7.4': [
    'mcp/invalid-token-refused',
    'mcp/token-accepted',
    'mcp/audience-validated',
    'revocation/effective',
  ],
  '7.5': ['mcp/audience-validated', 'mcp/no-passthrough'],
  '7.6': ['mcp/handles-bound', 'mcp/session-id-entropy', 'mcp/session-id-characters'],
  '8.1': ['step-up/challenge-contents'],
  '8.2': ['step-up/all-scopes-at-once'],
  '8.3': ['step-up/hierarchies'],
  '8.4': ['step-up/scope-union'],
  '8.5': ['mcp/step-up-limit'],
  '8.6': ['step-up/no-deduplication'],
  '8.7': ['refresh/rotated'],
  '8.8': ['refresh/resource'],
  '8.9': ['registration/issuer-binding', 'token/endpoint'],
  // The table of errors, from top to bottom.
  '9.1': ['challenge/status-401'],
  '9.2': ['mcp/invalid-token-error'],
  '9.3': ['mcp/token-accepted'],
  '9.4': ['step-up/challenge-contents'],
  '9.5': ['challenge/status-401', 'challenge/origin-403'],
  '9.6': ['mcp/unsupported-version', 'mcp/mismatch-refused', 'mcp/request-meta'],
  '9.7': ['challenge/status-401'],
  '9.8': ['mcp/method-not-found'],
  '9.9': ['mcp/session-lost'],
  '9.10': ['mcp/get-and-delete'],
  '9.11': ['challenge/metadata-discoverable'],
  '9.12': ['resource-metadata/resource-matches'],
  '9.13': ['resource-metadata/authorization-servers'],
  '9.14': ['server-metadata/issuer-matches'],
  '9.15': ['server-metadata/pkce-advertised'],
  '9.16': ['registration/succeeded'],
  '9.17': ['authorization-response/iss'],
  '9.18': ['authorization-response/state'],
  '9.19': ['token/succeeded'],
  '9.20': ['token/succeeded'],
  '9.21': ['token/succeeded', 'token/client-authentication'],
  '9.22': ['server-metadata/endpoints-https', 'token/endpoint'],
  // What 2026-07-28 changed, and what the older era has instead.
  'wire.1': ['mcp/get-and-delete', 'mcp/no-session-id'],
  'wire.2': [
    'mcp/accept',
    'mcp/protocol-version',
    'mcp/method-header',
    'mcp/name-header',
    'mcp/parameter-headers',
    'mcp/mismatch-refused',
  ],
  'wire.3': ['mcp/request-meta'],
  'wire.4': ['mcp/unsupported-version', 'mcp/method-not-found'],
  'wire.5': ['mcp/result-type'],
  'wire.6': ['mcp/one-way'],
  'wire.7': ['mcp/session-lost', 'mcp/protocol-version'],
  'origin.1': ['challenge/origin-validated'],
  'origin.2': ['challenge/origin-403'],
  'origin.3': ['challenge/binds-to-loopback'],
  'origin.4': ['challenge/authenticates-all'],
};

/** How many statements each part has. */
const LENGTHS: Readonly<Record<string, number>> = {
  0: 8,
  1: 9,
  2: 12,
  3: 15,
  4: 13,
  5: 6,
  6: 6,
  7: 6,
  8: 9,
  9: 22,
  wire: 7,
  origin: 4,
};

const rules = new Set(RULES.map(({ id }) => id));
const others = new Set(NOT_OBSERVABLE.map(({ id }) => id));

describe('the statements of the specification', () => {
  test('are all here', () => {
    for (const [part, length] of Object.entries(LENGTHS)) {
      const expected = Array.from({ length }, (_, index) => `${part}.${index + 1}`);
      expect(Object.keys(ROWS).filter((row) => row.startsWith(`${part}.`))).toEqual(expected);
    }
  });

  test.each(Object.entries(ROWS))('%s is a rule, or is said not to be observable: %j', (_row, ids) => {
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !rules.has(id) && !others.has(id))).toEqual([]);
  });

  test('name everything that is said not to be observable, but the general ones', () => {
    const named = new Set(Object.values(ROWS).flat());
    expect([...others].filter((id) => !named.has(id))).toEqual(['server-metadata/oauth-2-1']);
  });
});

describe('what is not observable', () => {
  test('has no id twice, nor that of a rule', () => {
    expect(others.size).toBe(NOT_OBSERVABLE.length);
    expect([...others].filter((id) => rules.has(id))).toEqual([]);
  });

  test.each(NOT_OBSERVABLE.map((one) => [one.id, one] as const))('%s is complete', (id, one) => {
    expect(id.split('/')[0]).toBe(one.stage);
    expect(STAGES).toContain(one.stage);
    expect(REVISIONS).toContain(one.since);
    for (const sentence of [one.statement, one.reason]) expect(sentence).toMatch(/^[A-Z`].*[.]$/s);
    expect(one.sources.length).toBeGreaterThan(0);
  });
});
