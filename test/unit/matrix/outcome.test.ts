// One exchange read into the outcome of a cell: every way in which a server says yes, no, or something else.

import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../../shared/matrix/outcome.ts';
import { readRefusal } from '../../../shared/matrix/refusal-words.ts';
import type { Failure, HeaderLine, SseEvent, StepId } from '../../../shared/trace/event.ts';
import type { EventOf } from '../../../shared/trace/session.ts';

interface Answered {
  readonly status?: number;
  readonly headers?: readonly HeaderLine[];
  readonly result?: object;
  readonly error?: object;
  readonly text?: string;
  readonly events?: readonly SseEvent[];
  readonly failure?: Failure;
  readonly step?: StepId;
}

const challenge = (parameters: string): readonly HeaderLine[] => [
  ['www-authenticate', `Bearer ${parameters}`],
];
const words = (text: string, more: object = {}): object => ({ content: [{ type: 'text', text }], ...more });
const isError = (text: string): Answered => ({ result: words(text, { isError: true }) });

/** What comes of an answer. */
function outcome({ status = 200, headers = [], result, error, text, events, failure, step }: Answered) {
  const message = result || error ? JSON.stringify({ jsonrpc: '2.0', id: 7, result, error }) : undefined;
  const exchange: EventOf<'exchange'> = {
    id: 1,
    parent: 0,
    at: 0,
    identity: 'alice',
    kind: 'exchange',
    stage: 'mcp',
    step: step ?? 'mcp-call-tool',
    draft: 0,
    from: 'keyhole',
    to: 'mcp-server',
    request: { method: 'POST', url: 'https://a.example/mcp', headers: [], body: '{"jsonrpc":"2.0","id":7}' },
    timing: { startedAt: 0, total: 1, reusedConnection: false },
    ...(failure
      ? { failure }
      : { response: { status, statusText: '', headers, ...(events ? { events } : {}) } }),
  };
  return outcomeOf(exchange, text ?? message);
}

const CASES: readonly (readonly [string, Answered, object])[] = [
  ['a result', { result: words('here') }, { kind: 'allowed' }],
  [
    'a result in a stream, after something else',
    {
      events: [
        { at: 1, data: '{"jsonrpc":"2.0","method":"notifications/message","params":{}}' },
        { at: 2, data: '{"jsonrpc":"2.0","id":7,"result":{"content":[]}}' },
      ],
    },
    { kind: 'allowed' },
  ],
  ['a result that asks back (2026-07-28)', { result: { resultType: 'input_required' } }, { asksInput: true }],
  [
    'a list',
    { step: 'mcp-list-tools', result: { tools: [{ name: 'a' }, { name: 'b' }], cacheScope: 'public' } },
    { kind: 'allowed', listed: ['a', 'b'], cacheScope: 'public' },
  ],
  ['401', { status: 401, headers: challenge('scope="x"') }, { kind: 'denied', how: 'http-401', scope: 'x' }],
  ['403 without a challenge', { status: 403, text: 'No.' }, { kind: 'denied', how: 'http-403', said: 'No.' }],
  [
    '403 that asks for scope',
    { status: 403, headers: challenge('error="insufficient_scope", scope="a b"') },
    { kind: 'denied', how: 'insufficient-scope', scope: 'a b' },
  ],
  [
    '400 with a challenge: the credentials cannot be read',
    { status: 400, headers: challenge('error="invalid_request"') },
    { kind: 'denied', how: 'http-400' },
  ],
  ['400 without one', { status: 400, text: 'bad' }, { kind: 'input-error' }],
  ['404', { status: 404, text: '{"error":"x"}' }, { kind: 'not-found', status: 404 }],
  ['429', { status: 429, text: 'slow down' }, { kind: 'throttled' }],
  ['503', { status: 503 }, { kind: 'server-error', status: 503 }],
  ['a page in place of an answer', { text: '<html>' }, { kind: 'failed' }],
  ['an empty answer', { text: '' }, { kind: 'failed' }],
  ['a redirect', { status: 302 }, { kind: 'failed' }],
  [
    'a result that refuses in words',
    isError('Refused: order 1001 is not yours.'),
    { kind: 'denied', how: 'is-error' },
  ],
  ['a result that finds nothing', isError('There is no order 9999.'), { kind: 'not-found' }],
  [
    'a result that blames the arguments',
    isError('MCP error -32602: Input validation error: Invalid arguments for tool get_order'),
    { kind: 'input-error' },
  ],
  [
    'a result that denies to have the tool (SDK 1.x)',
    isError('MCP error -32602: Tool update_inventory not found'),
    { kind: 'denied', how: 'not-listed' },
  ],
  ['a result that failed', isError('Order 1002 is not delivered yet.'), { kind: 'tool-error' }],
  ['an error that refuses in words', { error: { code: -32000, message: 'Forbidden' } }, { how: 'rpc-error' }],
  ['an error that refuses by its code', { error: { code: -32001, message: 'no' } }, { how: 'rpc-error' }],
  [
    'a time-out of the server, with the same code',
    { error: { code: -32001, message: 'Request timed out' } },
    { kind: 'tool-error' },
  ],
  [
    'an unknown method',
    { status: 404, error: { code: -32601, message: 'Method not found' } },
    { kind: 'not-found' },
  ],
  [
    'an unknown method with 200',
    { error: { code: -32601, message: 'Method not found' } },
    { how: 'not-listed' },
  ],
  ['an unknown tool', { error: { code: -32602, message: 'Unknown tool: x' } }, { how: 'not-listed' }],
  [
    'a resource that is not there',
    { error: { code: -32002, message: 'Resource not found' } },
    { kind: 'not-found' },
  ],
  ['invalid parameters', { error: { code: -32602, message: 'Bad params' } }, { kind: 'input-error' }],
  ['an internal error', { error: { code: -32603, message: 'Oops' } }, { kind: 'server-error' }],
  [
    'no answer in time',
    { failure: { code: 'timeout', message: 'Too slow.' } },
    { kind: 'timeout', said: 'Too slow.' },
  ],
  ['no connection', { failure: { code: 'refused', message: 'Nobody listens.' } }, { kind: 'failed' }],
];

describe('an exchange', () => {
  test.each(CASES)('%s', (_name, answered, expected) => {
    expect(outcome(answered)).toMatchObject(expected);
  });

  test('is told in a few words, however long the server talks', () => {
    const told = outcome(isError(`Forbidden ${'x'.repeat(5000)}`));
    expect('said' in told && told.said.length).toBe(300);
  });
});

describe('a sentence', () => {
  test.each([
    ['You do not have permission to view this order', 'refuses'],
    ['Authentication required', 'refuses'],
    ['only an administrator may set stock.', 'refuses'],
    ['This document belongs to another user', 'refuses'],
    ['Access denied: missing scope orders:write', 'refuses'],
    ['您没有权限执行此操作', 'refuses'],
    ['Order not found', 'not-found'],
    ['No such file', 'not-found'],
    ['订单不存在', 'not-found'],
    ['Invalid input: expected string, received number', 'input'],
    ['orderId must be at least 4 characters', 'input'],
    ['Payment provider is unavailable', 'unclear'],
    ['Your order was denounced', 'unclear'],
    ['The product is out of stock', 'unclear'],
  ])('"%s" %s', (sentence, said) => {
    expect(readRefusal(sentence)).toBe(said);
  });
});
