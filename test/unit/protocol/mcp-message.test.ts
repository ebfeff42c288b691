// MCP requests of both eras as they go over the wire, and how the answer is found in what comes back.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestIdOf } from '../../../shared/protocol/exchange.ts';
import {
  asAnswer,
  buildMcpRequest,
  findAnswer,
  initializeParams,
} from '../../../shared/protocol/mcp-message.ts';
import type { McpCall } from '../../../shared/protocol/mcp-message.ts';
import { POLICIES } from '../../../shared/protocol/policy.ts';

const modern: McpCall = {
  policy: POLICIES['2026-07-28'],
  endpoint: 'https://h.example/mcp',
  method: 'tools/list',
  id: 7,
};
const legacy: McpCall = { ...modern, policy: POLICIES['2025-11-25'] };
const headersOf = (call: McpCall): Record<string, string> =>
  Object.fromEntries(buildMcpRequest(call).request.headers);
const bodyOf = (call: McpCall): unknown => JSON.parse(buildMcpRequest(call).request.body ?? '');

describe('a request of 2026-07-28', () => {
  test('says version and method in headers, and version, client and capabilities in the body', () => {
    expect(headersOf(modern)).toEqual({
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/list',
    });
    expect(bodyOf(modern)).toMatchObject({
      jsonrpc: '2.0',
      id: 7,
      method: 'tools/list',
      params: {
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'keyhole' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    });
  });

  test.each<[method: string, params: Record<string, unknown>, name: string | undefined]>([
    ['tools/call', { name: 'get_order', arguments: {} }, 'get_order'],
    ['prompts/get', { name: 'greet' }, 'greet'],
    ['resources/read', { uri: 'shop://a' }, 'shop://a'],
    ['resources/read', { name: 'shop://a' }, undefined],
    ['tools/call', { name: 'größe' }, '=?base64?Z3LDtsOfZQ==?='],
    ['tools/list', { name: 'x' }, undefined],
  ])('%s with %j mirrors the name %s', (method, params, name) => {
    expect(headersOf({ ...modern, method, params })['mcp-name']).toBe(name);
  });

  test('never carries a session', () => {
    expect(headersOf({ ...modern, sessionId: 's', negotiatedVersion: '2025-11-25' })).not.toHaveProperty(
      'mcp-session-id',
    );
  });
});

describe('a request of the revisions with sessions', () => {
  test('carries session and agreed version once they are known, and no metadata', () => {
    expect(headersOf(legacy)).not.toHaveProperty('mcp-protocol-version');
    expect(headersOf({ ...legacy, sessionId: 's', negotiatedVersion: '2025-06-18' })).toMatchObject({
      'mcp-protocol-version': '2025-06-18',
      'mcp-session-id': 's',
    });
    expect(headersOf({ ...legacy, negotiatedVersion: '2025-03-26' })).not.toHaveProperty(
      'mcp-protocol-version',
    );
    expect(bodyOf(legacy)).toEqual({ jsonrpc: '2.0', id: 7, method: 'tools/list' });
    expect(headersOf({ ...legacy, method: 'tools/call', params: { name: 'x' } })).not.toHaveProperty(
      'mcp-name',
    );
  });

  test('begins with initialize, and a notification has no id', () => {
    const { id: _id, ...notification } = legacy;
    expect(bodyOf({ ...legacy, method: 'initialize', params: initializeParams('2025-11-25') })).toMatchObject(
      {
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'keyhole' } },
      },
    );
    expect(bodyOf({ ...notification, method: 'notifications/initialized' })).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/initialized',
    });
  });
});

test('the token goes into one header, and every part of a request says where it came from', () => {
  const { request, parts } = buildMcpRequest({
    ...legacy,
    accessToken: 't',
    sessionId: 's',
    extraHeaders: [['x-a', '1']],
    parameterHeaders: [['Mcp-Param-B', '2']],
  });
  expect(request.headers).toContainEqual(['authorization', 'Bearer t']);
  expect(request.headers).toContainEqual(['x-a', '1']);
  expect(request.headers).toContainEqual(['Mcp-Param-B', '2']);
  expect(request.url).toBe('https://h.example/mcp');
  for (const [name, from] of [
    ['authorization', 'access_token'],
    ['mcp-session-id', 'session_id'],
  ] as const) {
    expect(parts.find(({ at }) => at.in === 'request-header' && at.name === name)?.from).toContain(from);
  }
});

const result = { jsonrpc: '2.0', id: 3, result: { ok: true } };
const error = { jsonrpc: '2.0', id: 3, error: { code: -32601, message: 'no', data: { supported: ['x'] } } };
const sse = (...data: readonly unknown[]) =>
  data.map((one) => ({ at: 0, data: typeof one === 'string' ? one : JSON.stringify(one) }));

describe('the answer', () => {
  test.each<
    [name: string, body: string | undefined, events: ReturnType<typeof sse> | undefined, kind: string]
  >([
    ['a result', JSON.stringify(result), undefined, 'result'],
    ['an error', JSON.stringify(error), undefined, 'error'],
    ['an error with a null id', JSON.stringify({ ...error, id: null }), undefined, 'error'],
    ['an error without an id', '{"jsonrpc":"2.0","error":{"code":-32700}}', undefined, 'error'],
    ['a batch', JSON.stringify([{ ...result, id: 1 }, result]), undefined, 'result'],
    ['a stream', undefined, sse({ jsonrpc: '2.0', method: 'notifications/progress' }, result), 'result'],
    ['a stream with noise', '', sse('', 'not json', '[1]', error), 'error'],
    ['another id', JSON.stringify({ ...result, id: 4 }), undefined, 'none'],
    ['an error of another id', JSON.stringify({ ...error, id: 4 }), undefined, 'none'],
    ['an id of another type', JSON.stringify({ ...result, id: '3' }), undefined, 'none'],
    ['a result with a null id', JSON.stringify({ ...result, id: null }), undefined, 'none'],
    ['no version', JSON.stringify({ id: 3, result: {} }), undefined, 'none'],
    ['a result that is no object', JSON.stringify({ ...result, result: 1 }), undefined, 'none'],
    ['an error without a code', '{"jsonrpc":"2.0","id":3,"error":{"message":"x"}}', undefined, 'none'],
    ['a request of the server', '{"jsonrpc":"2.0","id":3,"method":"ping"}', undefined, 'none'],
    ['an OAuth error', '{"error":"invalid_token","error_description":"x"}', undefined, 'none'],
    ['an empty body', '', undefined, 'none'],
    ['no body', undefined, undefined, 'none'],
    ['a page', '<html>', undefined, 'none'],
    ['an empty stream', undefined, sse(), 'none'],
    ['an empty batch', '[]', undefined, 'none'],
  ])('in %s', (_name, body, events, kind) => {
    const answer = findAnswer(3, body, events);
    expect(answer.kind).toBe(kind);
    if (answer.kind === 'none') expect(answer.why).toMatch(/\.$/);
  });

  test('keeps code, message and data of an error, and an absent message is empty', () => {
    expect(findAnswer(3, JSON.stringify(error), undefined)).toEqual({ kind: 'error', error: error.error });
    expect(asAnswer({ jsonrpc: '2.0', id: 3, error: { code: 1, message: 5 } }, 3)).toEqual({
      kind: 'error',
      error: { code: 1, message: '' },
    });
  });

  test('is looked for without an exception, whatever a server sends', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string()),
        fc.oneof(fc.integer(), fc.constant(undefined)),
        (text, id) => {
          expect(['result', 'error', 'none']).toContain(findAnswer(id, text, undefined).kind);
          expect(['result', 'error', 'none']).toContain(findAnswer(id, undefined, sse(text)).kind);
        },
      ),
    );
  });

  test.each([
    ['{"id":4}', 4],
    ['{"id":"4"}', '4'],
    ['{"id":null}', undefined],
    ['[{"id":4}]', undefined],
    ['grant_type=x', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('belongs to the id of the request %s: %s', (body, id) => {
    const request = {
      method: 'POST',
      url: modern.endpoint,
      headers: [],
      ...(body === undefined ? {} : { body }),
    };
    expect(requestIdOf(request)).toBe(id);
  });
});
