import { describe, expect, test } from 'vitest';
import { flowSettings } from '../../../shared/contract.ts';
import { annotate } from '../../../shared/metadata/fields.ts';
import { documentsOf, sessionWith } from '../../../shared/metadata/documents.ts';
import type { MetadataDocument } from '../../../shared/metadata/documents.ts';
import type { JsonObject } from '../../../shared/protocol/json.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import type { Trace } from '../../../shared/trace/fold.ts';
import { TraceBuilder } from '../../fixtures/traces/trace-builder.ts';

const SHOP = 'https://shop.example/mcp';
const SETTINGS = flowSettings.parse({ revision: '2026-07-28' }) as FlowSettings;
const PRM = 'https://shop.example/.well-known/oauth-protected-resource/mcp';
const AS = 'https://auth.example/.well-known/openid-configuration';

function resource(trace: TraceBuilder, document: JsonObject): number {
  trace.stage('resource-metadata');
  trace.draft('prm-path', 'mcp-server', `GET ${PRM}`);
  const id = trace.answer(200, { body: document });
  trace.learn('protected_resource', document, id, '');
  trace.learn('issuer', 'https://auth.example', id, '/authorization_servers/0');
  return id;
}

function server(trace: TraceBuilder, document: JsonObject): number {
  trace.stage('server-metadata');
  trace.draft('as-openid-root', 'authorization-server', `GET ${AS}`, {
    parts: [{ at: { in: 'request-url' }, from: ['issuer'] }],
  });
  const id = trace.answer(200, { body: document });
  trace.learn('authorization_server_metadata', document, id, '');
  return id;
}

function begin(settings: Partial<FlowSettings> = {}): TraceBuilder {
  const trace = new TraceBuilder();
  trace.push({ kind: 'flow-started', target: SHOP, settings: { ...SETTINGS, ...settings } });
  return trace;
}

const RESOURCE: JsonObject = {
  resource: SHOP,
  authorization_servers: ['https://auth.example'],
  'x/odd~name': 1,
};
const SERVER: JsonObject = { issuer: 'https://auth.example', subject_types_supported: ['public'] };

function kinds(trace: Trace): string[] {
  return documentsOf(trace, trace.session()).map(({ kind, place }) => `${kind} ${place}`);
}

function first(trace: Trace): MetadataDocument {
  const document = documentsOf(trace, trace.session())[0];
  if (!document) throw new Error('the trace has no document');
  return document;
}

describe('the documents of a trace', () => {
  test('stand in the order of the flow, and an OpenID document is told from an OAuth one', () => {
    const trace = begin();
    resource(trace, RESOURCE);
    server(trace, SERVER);
    expect(kinds(foldTrace(trace.events))).toEqual(['protected-resource here', 'openid-server here']);
  });

  test('at an earlier moment are those that were there by then', () => {
    const builder = begin();
    const then = resource(builder, RESOURCE);
    server(builder, SERVER);
    const trace = foldTrace(builder.events);
    const read = (at: number) => documentsOf(trace, trace.sessionAt(at)).map(({ kind }) => kind);
    expect(read(then)).toEqual([]);
    expect(read(then + 2)).toEqual(['protected-resource']);
    expect(read(trace.events.length)).toEqual(['protected-resource', 'openid-server']);
  });

  test('of an earlier branch come last, newest first, and are read in their own session', () => {
    const trace = begin();
    const start = trace.head;
    const old = resource(trace, { ...RESOURCE, resource_name: 'before' });
    trace.from(start);
    resource(trace, RESOURCE);
    const folded = foldTrace(trace.events);
    expect(kinds(folded)).toEqual(['protected-resource here', 'protected-resource branch']);
    const [, earlier] = documentsOf(folded, folded.session());
    if (!earlier) throw new Error('the earlier document is missing');
    expect(earlier.event).toBe(old);
    expect(sessionWith(folded, folded.session(), earlier).exchanges.map(({ id }) => id)).toEqual([old]);
  });

  test('include the client-ID document that the settings name, and none for a URL that cannot be one', () => {
    const url = 'https://me.example/client.json';
    const trace = foldTrace(begin({ clientMetadataUrl: url }).events);
    expect(first(trace)).toMatchObject({ kind: 'client-metadata', place: 'made', value: { client_id: url } });
    expect(kinds(foldTrace(begin({ clientMetadataUrl: 'http://me.example/' }).events))).toEqual([]);
  });

  test('of a registration bring what was asked for, unless the draft was edited into something else', () => {
    for (const [body, requested] of [
      ['{"client_name":"K"}', { client_name: 'K' }],
      ['not json', undefined],
    ] as const) {
      const trace = begin();
      trace.stage('registration');
      trace.draft('register', 'authorization-server', 'POST https://auth.example/register', { body });
      const id = trace.answer(201, { body: { client_id: 'c' } });
      trace.learn('client_information', { client_id: 'c' }, id, '');
      expect(first(foldTrace(trace.events)).requested).toEqual(requested);
    }
  });
});

describe('an annotated document', () => {
  function annotated() {
    const trace = begin();
    const id = resource(trace, RESOURCE);
    trace.pass('resource-metadata/resource-matches', 'It matches.', id, {
      in: 'response-body',
      path: '/resource',
    });
    trace.pass('resource-metadata/found', 'It is there.', id, { in: 'status' });
    trace.flunk('resource-metadata/safe-urls', 'error', 'Bad.', [
      { event: id, at: { in: 'response-body', path: '/authorization_servers/0' } },
      { event: id, at: { in: 'response-body', path: '/scopes_supported' } },
    ]);
    server(trace, SERVER);
    const folded = foldTrace(trace.events);
    return annotate(first(folded), folded.session(), '2026-07-28');
  }

  test('keeps every field in order, with its pointer escaped, and marks what no specification describes', () => {
    expect(annotated().fields.map(({ path, meaning }) => [path, meaning !== undefined])).toEqual([
      ['/resource', true],
      ['/authorization_servers', true],
      ['/x~1odd~0name', false],
    ]);
  });

  test('has each finding at its field, also one about an entry; one about the status is about the whole', () => {
    const { fields, findings } = annotated();
    expect(fields.map((field) => field.findings.map(({ ruleId }) => ruleId))).toEqual([
      ['resource-metadata/resource-matches'],
      ['resource-metadata/safe-urls'],
      [],
    ]);
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['resource-metadata/found']);
  });

  test('names a field that a rule looked for and did not find', () => {
    expect(annotated().missing.map(({ name, value }) => [name, value])).toEqual([
      ['scopes_supported', undefined],
    ]);
  });

  test('tells which request was made of a field', () => {
    const { fields } = annotated();
    expect(fields[1]?.learnt).toEqual(['issuer']);
    expect(fields[1]?.uses).toMatchObject([{ value: 'issuer', at: { in: 'request-url' } }]);
    expect(fields[0]?.uses).toEqual([]);
  });

  test('cites the clause of the revision at hand', () => {
    const trace = begin();
    resource(trace, RESOURCE);
    const folded = foldTrace(trace.events);
    const clause = (revision: '2025-06-18' | '2026-07-28') =>
      annotate(first(folded), folded.session(), revision).fields[0]?.meaning?.sources.map(
        ({ label }) => label,
      );
    expect(clause('2025-06-18')).toContain('MCP 2025-06-18, Authorization Server Location');
    expect(clause('2026-07-28')?.join()).toContain('MCP 2026-07-28');
  });

  test('says of each key what it is for, and warns of a secret one', () => {
    const keys = [
      { kid: 'a', kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256' },
      { kty: 'RSA', use: 'enc' },
      { kid: 'b', kty: 'oct', k: 'x' },
      'none',
    ];
    const document: MetadataDocument = {
      key: 'k',
      kind: 'keys',
      url: 'https://h.example/jwks',
      value: { keys, x: 1 },
      place: 'probe',
    };
    const { fields } = annotate(document, foldTrace([]).session(), '2026-07-28');
    expect(fields[0]?.meaning?.details).toEqual([
      '`a`: EC P-256 for signatures with ES256.',
      'A key without `kid`: RSA for encryption.',
      '`b`: oct. It holds a secret part, which must not be here.',
    ]);
    expect(fields[1]?.meaning).toBeUndefined();
  });
});
