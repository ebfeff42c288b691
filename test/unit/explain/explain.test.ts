import { describe, expect, it } from 'vitest';
import { explainHeader } from '../../../shared/explain/headers.ts';
import { explainOAuthError } from '../../../shared/explain/oauth-errors.ts';
import { explainParameter, placeOf } from '../../../shared/explain/parameters.ts';
import { explainStatus } from '../../../shared/explain/status.ts';
import { explainCallback, explainStep } from '../../../shared/explain/steps.ts';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import type { Source } from '../../../shared/rules/rule.ts';
import type { StepId } from '../../../shared/trace/event.ts';

const STEPS: readonly StepId[] = [
  'mcp-probe',
  'mcp-initialize',
  'mcp-initialized',
  'prm-from-challenge',
  'prm-path',
  'prm-root',
  'as-oauth-path',
  'as-openid-path-inserted',
  'as-openid-path-appended',
  'as-oauth-root',
  'as-openid-root',
  'register',
  'authorize',
  'authorize-hop',
  'token-code',
  'token-client-credentials',
  'token-refresh',
  'introspect',
  'revoke',
  'mcp-discover',
  'mcp-list-tools',
  'mcp-list-resources',
  'mcp-list-resource-templates',
  'mcp-list-prompts',
  'mcp-call-tool',
  'mcp-read-resource',
  'mcp-get-prompt',
  'mcp-end-session',
];

const labels = (sources: readonly Source[]): string[] => sources.map((source) => source.label);

const urls = (revision: (typeof REVISIONS)[number]): string[] =>
  explainStep('as-oauth-path', revision).sources.map((source) => source.url);
const words = (place: Parameters<typeof explainParameter>[2]) =>
  explainParameter('scope', 'a', place)?.summary;
const cited = (stage: Parameters<typeof explainOAuthError>[1]) =>
  labels(explainOAuthError('invalid_scope', stage)?.sources ?? []);

describe('explaining a step', () => {
  it.each(STEPS)('says what %s is for, what to look at, and cites pages that open', (step) => {
    for (const revision of REVISIONS) {
      const explained = explainStep(step, revision);
      expect(explained.key).toBe(`explain.step.${step}`);
      expect(explained.purpose).toMatch(/^[A-Z“`].*\.$/);
      expect(explained.lookAt.length).toBeGreaterThan(0);
      for (const source of explained.sources) {
        expect(source.url).toMatch(
          /^https:\/\/(modelcontextprotocol\.io|www\.rfc-editor\.org|openid\.net|datatracker\.ietf\.org)\//,
        );
      }
    }
  });

  it('cites the page of the revision in force', () => {
    expect(urls('2026-07-28')[0]).toBe(
      'https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-metadata-discovery',
    );
    expect(urls('2025-11-25')[0]).toBe(
      'https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-server-metadata-discovery',
    );
    expect(urls('2026-07-28')).toContain('https://www.rfc-editor.org/rfc/rfc8414#section-3.3');
  });

  it('cites no clause that a revision does not have', () => {
    const has = (revision: (typeof REVISIONS)[number]): boolean =>
      labels(explainCallback(revision).sources).some((label) => label.includes('Response Validation'));
    expect(REVISIONS.filter(has)).toEqual(['2026-07-28']);
    expect(labels(explainStep('mcp-end-session', '2026-07-28').sources)).toEqual([]);
    expect(labels(explainStep('mcp-end-session', '2025-11-25').sources)).toEqual([
      'MCP 2025-11-25, Session Management',
    ]);
  });
});

describe('explaining a header', () => {
  const response = { direction: 'response', step: 'token-code', revision: '2026-07-28' } as const;
  const details = (name: string, value: string, context: Parameters<typeof explainHeader>[2] = response) =>
    explainHeader(name, value, context)?.details;

  it('reads the challenge: where the metadata is, and which scopes are needed', () => {
    expect(
      details(
        'WWW-Authenticate',
        'Basic realm="x", bearer resource_metadata="https://h/prm", scope="a b", error="invalid_token"',
      ),
    ).toEqual([
      'Its resource metadata is at https://h/prm; a client uses this place and no other.',
      'This request needs the scopes: a, b.',
      'It says `invalid_token`: why the token that was sent does not do.',
    ]);
  });

  it('says when a challenge names no metadata, or asks for something else', () => {
    expect(details('www-authenticate', 'Bearer')?.[0]).toBe(
      'It names no `resource_metadata`, so a client tries the well-known places.',
    );
    expect(details('www-authenticate', 'Basic realm="x"')).toEqual([
      'It asks for Basic, not for a bearer token.',
    ]);
  });

  it.each([
    ['no-store', 'Nobody may keep this answer: right for an answer that holds credentials.'],
    ['private, No-Store', 'Nobody may keep this answer: right for an answer that holds credentials.'],
    ['max-age=60', 'An answer with credentials should say `no-store`; this one does not.'],
  ])('judges the meaning of Cache-Control: %s for tokens', (value, words) => {
    expect(details('Cache-Control', value)).toEqual([words]);
  });

  it('says how long metadata may be reused', () => {
    expect(
      details('Cache-Control', 'public, max-age=300', { direction: 'response', step: 'as-oauth-root' }),
    ).toEqual(['It may be reused for 300 seconds.']);
  });

  it('knows the schemes of Authorization, and that Base64 hides nothing', () => {
    expect(details('Authorization', 'Bearer ⟦access token A⟧')?.[0]).toContain('whoever holds it can use it');
    expect(details('authorization', 'Basic abc')?.[0]).toContain('Base64 hides nothing');
    expect(details('Authorization', 'Digest abc')).toEqual(['The scheme is `Digest`.']);
  });

  it('warns of an address that Keyhole will not open', () => {
    expect(details('Location', 'javascript:alert(1)')).toHaveLength(1);
    expect(details('Location', 'http://127.0.0.1:5/callback?code=x')).toEqual([
      'It carries the authorization code: the sign-in is over.',
    ]);
  });

  it('tells a page from JSON, except where a page belongs', () => {
    expect(details('Content-Type', 'text/html; charset=utf-8')?.[0]).toContain('catch-all');
    expect(details('Content-Type', 'text/html', { direction: 'response', step: 'authorize-hop' })).toEqual([
      'A page for a person.',
    ]);
  });

  it('says what sessions mean in each era', () => {
    expect(details('Mcp-Session-Id', 'x', { ...response, revision: '2026-07-28' })).toEqual([
      'Revision 2026-07-28 has no sessions: a server ignores it.',
    ]);
    expect(details('MCP-Session-Id', 'x', { ...response, revision: '2025-11-25' })).toEqual([]);
  });

  it('names the attributes that a cookie lacks', () => {
    expect(details('Set-Cookie', 'a=b; Path=/; secure')).toEqual(['It lacks HttpOnly, SameSite.']);
  });

  it('says nothing of headers that do not matter here', () => {
    expect(explainHeader('X-Powered-By', 'x', response)).toBeUndefined();
    expect(explainHeader('constructor', 'x', response)).toBeUndefined();
    expect(explainHeader('Mcp-Param-Region', 'eu', response)?.summary).toContain('argument of the tool');
  });
});

describe('explaining a parameter', () => {
  it('explains one name by the place where it stands', () => {
    expect(words('authorization-request')).toContain('shall allow');
    expect(words('token-response')).toContain('was granted');
    expect(words('registration')).toContain('may ask for');
  });

  it.each([
    ['authorization-request', 'redirect_uri', 'http://localhost:5/cb', 'different redirect URIs'],
    ['authorization-request', 'redirect_uri', 'http://127.0.0.1:5/cb', 'any port'],
    ['authorization-request', 'code_challenge_method', 'plain', 'not S256'],
    ['authorization-request', 'scope', 'a,b', 'separated by spaces'],
    ['authorization-request', 'scope', 'a b', '2 scopes: a, b.'],
    ['server-metadata', 'code_challenge_methods_supported', ['plain'], 'S256 is missing'],
    [
      'server-metadata',
      'token_endpoint_auth_methods_supported',
      ['client_secret_basic'],
      'public clients cannot',
    ],
    ['resource-metadata', 'scopes_supported', ['offline_access'], 'does not belong here'],
    ['registration', 'client_secret_expires_at', 0, 'never ends'],
    ['introspection', 'exp', 1_795_426_201, '2026-11-23'],
    ['token-response', 'expires_in', 864_000, '10 days'],
  ] as const)('says of %s %s %j that it is worth a word', (place, name, value, words) => {
    expect(explainParameter(name, value, place)?.details.join(' ')).toContain(words);
  });

  it('cites the RFC beside the field, and MCP only since it says so', () => {
    expect(labels(explainParameter('issuer', 'https://h', 'server-metadata')?.sources ?? [])).toContain(
      'RFC 8414 §3.3',
    );
    const iss = explainParameter('iss', 'x', 'authorization-response', '2025-06-18');
    expect(labels(iss?.sources ?? [])).toEqual(['RFC 9207 §2', 'RFC 9207 §2.4']);
  });

  it('knows where the parameters of a step stand', () => {
    expect(placeOf('prm-root', 'response')).toBe('resource-metadata');
    expect(placeOf('prm-root', 'request')).toBeUndefined();
    expect(placeOf('token-refresh', 'request')).toBe('token-request');
    expect(placeOf('mcp-call-tool', 'response')).toBeUndefined();
  });

  it('says nothing of fields that nobody defined', () => {
    expect(explainParameter('x_vendor', 1, 'server-metadata')).toBeUndefined();
    expect(explainParameter('toString', 1, 'server-metadata')).toBeUndefined();
  });
});

describe('explaining a status', () => {
  const at = { step: 'mcp-probe', withToken: false, withChallenge: true } as const;

  it('reads a 401 before and after there was a token', () => {
    expect(explainStatus(401, at).summary).toBe('Authorization is required. This is how the flow begins.');
    expect(explainStatus(401, { ...at, withToken: true }).summary).toContain('does not accept this token');
    expect(explainStatus(401, { ...at, withChallenge: false }).details).toEqual([
      'A 401 must carry `WWW-Authenticate`; this one does not.',
    ]);
    expect(explainStatus(401, { ...at, step: 'token-code' }).summary).toContain('The client itself');
  });

  it('knows that a refused authorization request ends on a page', () => {
    expect(explainStatus(400, { ...at, step: 'authorize-hop' }).summary).toContain('a page of its own');
    expect(explainStatus(400, { ...at, step: 'token-code' }).summary).toContain('`error` in the body');
  });

  it('tells a 403 of scope from a plain refusal', () => {
    expect(explainStatus(403, at).summary).toContain('scopes do not suffice');
    expect(explainStatus(403, { ...at, withChallenge: false }).summary).toContain('`Origin`');
  });

  it.each([
    [204, '15.3'],
    [302, '15.4'],
    [404, '15.5'],
    [503, '15.6'],
  ])('cites the group of %i', (status, section) => {
    expect(labels(explainStatus(status, at).sources)).toContain(`RFC 9110 §${section}`);
  });
});

describe('explaining an OAuth error', () => {
  it('gives meaning, causes and what to do next', () => {
    const words = explainOAuthError('invalid_grant', 'token');
    expect(words?.meaning).toContain('does not fit this request');
    expect(words?.causes.join(' ')).toContain('verifier');
    expect(words?.next[0]).toContain('Restart at the authorization request');
    expect(labels(words?.sources ?? [])).toContain('RFC 6749 §5.2');
  });

  it('reads invalid_grant of a refresh as a spent refresh token', () => {
    expect(explainOAuthError('invalid_grant', 'refresh')?.meaning).toBe(
      'The refresh token does not count any more.',
    );
  });

  it('cites the definition of the stage at hand', () => {
    expect(cited('token')).toEqual(['RFC 6749 §5.2']);
    expect(cited('authorization-response')).toEqual(['RFC 6749 §4.1.2.1']);
  });

  it('says nothing of a code that it does not know', () => {
    expect(explainOAuthError('teapot', 'token')).toBeUndefined();
    expect(explainOAuthError('constructor', 'token')).toBeUndefined();
  });
});
