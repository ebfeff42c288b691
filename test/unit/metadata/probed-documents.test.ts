import { expect, test } from 'vitest';
import { probedDocuments, type MetadataDocument } from '../../../shared/metadata/documents.ts';
import type { ProbeKind } from '../../../shared/metadata/probe-locations.ts';
import { judgeProbe } from '../../../shared/metadata/probe-verdict.ts';

const found = (kind: ProbeKind, url: string, document: unknown) =>
  judgeProbe({
    location: { kind, url },
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify(document),
    redirects: [],
    millis: 1,
  });

test('a probe adds what the flow has not read, or what says something else by now, and the keys', () => {
  const known: MetadataDocument = {
    key: 'exchange-1',
    kind: 'oauth-server',
    url: 'https://h.example/a',
    value: { issuer: 'https://h.example', scopes_supported: ['x', 'y'] },
    place: 'here',
  };
  const results = [
    found('oauth-root', 'https://h.example/a', { scopes_supported: ['y', 'x'], issuer: 'https://h.example' }),
    found('openid-root', 'https://h.example/b', { issuer: 'https://h.example' }),
    found('openid-root', 'https://h.example/b', { issuer: 'https://h.example' }),
    found('jwks', 'https://h.example/keys', { keys: [] }),
    found('resource-root', 'https://h.example/none', 'no document'),
  ];
  expect(probedDocuments(results, [known]).map(({ url, kind }) => `${kind} ${url}`)).toEqual([
    'openid-server https://h.example/b',
    'keys https://h.example/keys',
  ]);
  const changed = { ...known, value: { issuer: 'https://before.example' } };
  expect(probedDocuments(results, [changed]).map(({ url }) => url)).toContain('https://h.example/a');
  expect(probedDocuments(results, [{ ...known, place: 'branch' }]).map(({ url }) => url)).toContain(
    'https://h.example/a',
  );
});
