// What the report says of each place where data may stand, and what it leaves alone.

import { describe, expect, test } from 'vitest';
import type { AnAnswer } from './a-trace.ts';
import { CARD, KEY, person, reportOf, traceOf, verdicts } from './a-trace.ts';

const text = (words: string, audience?: readonly string[]) => ({
  type: 'text',
  text: words,
  ...(audience ? { annotations: { audience } } : {}),
});
const content = (...blocks: unknown[]): AnAnswer => ({ result: { content: blocks } });

describe('a place', () => {
  test.each<[string, AnAnswer, readonly string[]]>([
    ['content for everyone', content(text(`Paid with ${CARD}.`)), ['privacy/reaches-model error']],
    [
      'content for the assistant',
      content(text('Done.'), text(`Paid with ${CARD}.`, ['assistant'])),
      ['privacy/reaches-model error'],
    ],
    [
      'content for the user: only a hint keeps it from the model',
      content(text(`Paid with ${CARD}.`, ['user'])),
      ['privacy/reaches-model warning'],
    ],
    [
      'structured content that the text repeats',
      { result: { structuredContent: { card: CARD }, content: [text(JSON.stringify({ card: CARD }))] } },
      ['privacy/reaches-model error'],
    ],
    [
      'structured content alone',
      { result: { structuredContent: { card: CARD }, content: [text('Done.')] } },
      ['privacy/structured-differs warning'],
    ],
    [
      'an error of a tool',
      { result: { isError: true, content: [text(`bad key ${KEY}`)] } },
      ['privacy/secret-in-error error'],
    ],
    [
      'an error of the protocol',
      { message: { jsonrpc: '2.0', id: 1, error: { code: 1, message: `bad key ${KEY}` } } },
      ['privacy/secret-in-error error'],
    ],
    [
      'a page instead of an answer',
      { text: `<h1>Error</h1><pre>key ${KEY}</pre>`, status: 500 },
      ['privacy/secret-in-error error'],
    ],
    [
      'a log message on the stream',
      {
        stream: [
          { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'debug', data: { key: KEY } } },
          { jsonrpc: '2.0', id: 1, result: { content: [text('Done.')] } },
        ],
      },
      ['privacy/secret-in-log error'],
    ],
    [
      '_meta of a result',
      { result: { content: [text('Done.')], _meta: { 'x/y': KEY } } },
      ['privacy/secret-in-meta error'],
    ],
    [
      '_meta of a block',
      content({ type: 'text', text: 'Done.', _meta: { key: KEY } }),
      ['privacy/secret-in-meta error'],
    ],
    [
      'a URL in a text',
      content(text(`See https://shop.example/o/1?api_key=${KEY} for it.`)),
      ['privacy/secret-in-url warning'],
    ],
    [
      'the URI of a link',
      content({ type: 'resource_link', uri: `https://shop.example/o/1?api_key=${KEY}`, name: 'o' }),
      ['privacy/secret-in-url warning'],
    ],
    [
      'the URL that is asked itself',
      { ...content(text('Done.')), url: `https://shop.example/mcp?api_key=${KEY}` },
      ['privacy/secret-in-url warning'],
    ],
    [
      'the description of a tool',
      { step: 'mcp-list-tools', result: { tools: [{ name: 'pay', description: `Uses ${KEY}.` }] } },
      ['privacy/secret-in-description error'],
    ],
    [
      'the instructions of the server',
      { step: 'mcp-initialize', result: { instructions: `Use ${KEY}.` } },
      ['privacy/secret-in-description error'],
    ],
    [
      'a prompt',
      {
        step: 'mcp-get-prompt',
        params: { name: 'pay' },
        result: { messages: [{ role: 'user', content: text(`Pay with ${CARD}.`) }] },
      },
      ['privacy/reaches-model error'],
    ],
    [
      'a resource',
      {
        step: 'mcp-read-resource',
        params: { uri: 'a:b' },
        result: { contents: [{ uri: 'a:b', text: CARD }] },
      },
      ['privacy/reaches-model error'],
    ],
    [
      'a request for sampling on the stream',
      {
        stream: [
          {
            jsonrpc: '2.0',
            id: 9,
            method: 'sampling/createMessage',
            params: { messages: [{ role: 'user', content: text(`Card ${CARD}?`) }] },
          },
        ],
      },
      ['privacy/reaches-model error'],
    ],
  ])('%s', (_name, answer, expected) => {
    const report = reportOf(traceOf([answer]));
    expect(verdicts(report)).toEqual(expected);
    for (const { verdict, evidence } of report.findings)
      if (verdict === 'fail') expect(evidence.length).toBeGreaterThan(0);
  });
});

describe('what is left alone', () => {
  test.each<[string, AnAnswer]>([
    ['data that the caller had sent', { ...content(text(`Card ${CARD} is saved.`)), params: { card: CARD } }],
    [
      'how to reach the caller',
      content(text('{"email":"a.wong@shop-mail.org","phone":"+86 139 1234 5678"}')),
    ],
    ['the last four digits', content(text('Paid with the card ending in 4242.'))],
    ['what a client sends back unread', { result: { resultType: 'input_required', requestState: KEY } }],
    [
      'an example number in a description',
      { step: 'mcp-list-tools', result: { tools: [{ name: 'pay', description: `For example ${CARD}.` }] } },
    ],
  ])('%s', (_name, answer) => {
    expect(verdicts(reportOf(traceOf([answer])))).toEqual([]);
  });

  test('contact data, until the person’s own policy speaks of it', () => {
    const trace = traceOf([content(text('{"email":"a.wong@shop-mail.org"}'))]);
    expect(verdicts(reportOf(trace))).toEqual([]);
    expect(verdicts(reportOf(trace, { reach: { email: ['person'] } }))).toEqual([
      'privacy/reaches-model error',
    ]);
    expect(verdicts(reportOf(trace, { reach: { email: ['person', 'model'] } }))).toEqual([]);
  });

  test('what the policy allows', () => {
    const trace = traceOf([content(text(`Paid with ${CARD}.`))]);
    expect(verdicts(reportOf(trace, { reach: { 'payment-card': ['model'] } }))).toEqual([]);
  });
});

describe('forms', () => {
  const form = (properties: Record<string, unknown>): AnAnswer => ({
    result: {
      resultType: 'input_required',
      inputRequests: {
        one: {
          method: 'elicitation/create',
          params: { mode: 'form', message: 'Please', requestedSchema: { type: 'object', properties } },
        },
      },
    },
  });

  test.each<[string, Record<string, unknown>, readonly string[]]>([
    ['a password', { password: { type: 'string' } }, ['privacy/asked-by-form error']],
    [
      'a card number by its title',
      { n: { type: 'string', title: 'Card number' } },
      ['privacy/asked-by-form error'],
    ],
    ['a password in Chinese', { 密码: { type: 'string' } }, ['privacy/asked-by-form error']],
    ['an e-mail address, which the specification allows', { email: { type: 'string' } }, []],
    ['a name', { name: { type: 'string' } }, []],
  ])('ask for %s', (_name, properties, expected) => {
    expect(verdicts(reportOf(traceOf([form(properties)])))).toEqual(expected);
  });

  test('point at the field', () => {
    const { findings } = reportOf(traceOf([form({ 'a/b': { type: 'string', title: 'Password' } })]));
    expect(findings.find(({ verdict }) => verdict === 'fail')?.evidence).toEqual([
      {
        event: 3,
        at: {
          in: 'response-body',
          path: '/result/inputRequests/one/params/requestedSchema/properties/a~1b',
        },
      },
    ]);
  });
});

describe('blocks for the assistant alone', () => {
  const alone = (words: string) => content(text(words, ['assistant']));
  const readOnly = [{ name: 'get_order', annotations: { readOnlyHint: true } }];

  test('that say what concerns the person are wrong', () => {
    const report = reportOf(traceOf([alone('9 EUR were charged to the card.')]));
    expect(verdicts(report)).toEqual(['privacy/assistant-only-needed-by-person warning']);
  });

  test('of a tool that may have changed something are doubtful', () => {
    expect(verdicts(reportOf(traceOf([alone('Weather data.')])))).toEqual([
      'privacy/assistant-only-needed-by-person ?',
    ]);
  });

  test('of a tool that only reads are in order: the model speaks for them', () => {
    expect(verdicts(reportOf(traceOf([alone('Weather data.')], undefined, readOnly)))).toEqual([]);
  });

  test('beside one that the person sees are in order', () => {
    const answer = content(text('Done.'), text('It was charged.', ['assistant']));
    expect(verdicts(reportOf(traceOf([answer])))).toEqual([]);
  });
});

describe('structured content', () => {
  test('that its own JSON text contradicts is worth a note', () => {
    const answer = { result: { structuredContent: { id: 1 }, content: [text('{"id":2}')] } };
    expect(verdicts(reportOf(traceOf([answer])))).toEqual(['privacy/structured-differs info']);
  });

  test('beside sentences is in order', () => {
    const answer = {
      result: { structuredContent: { id: 1, status: 'sent' }, content: [text('It is sent.')] },
    };
    expect(verdicts(reportOf(traceOf([answer])))).toEqual([]);
  });
});

describe('the report', () => {
  test('has a cell for each class of each call and caller, its mask, and where it stands', () => {
    const { cells } = reportOf(traceOf([content(text(`Paid with ${CARD}.`))]));
    expect(cells).toEqual([
      {
        class: 'payment-card',
        called: { kind: 'tool', name: 'get_order' },
        identity: 'alice',
        verdict: 'error',
        rules: ['privacy/reaches-model'],
        reaches: ['person', 'model'],
        count: 1,
        spots: [
          expect.objectContaining({
            place: 'content',
            mask: `payment-card:${CARD}`,
            evidence: { event: 3, at: { in: 'response-body', path: '/result/content/0/text' } },
          }),
        ],
      },
    ]);
  });

  test('points into the event of a stream', () => {
    const { cells } = reportOf(
      traceOf([
        {
          stream: [
            { jsonrpc: '2.0', method: 'x' },
            { jsonrpc: '2.0', id: 1, result: { content: [text(CARD)] } },
          ],
        },
      ]),
    );
    expect(cells[0]?.spots[0]?.evidence.at).toEqual({
      in: 'response-body',
      path: '/result/content/0/text',
      sse: 1,
    });
  });

  test('tells what it could not read instead of passing it', () => {
    const report = reportOf(traceOf([{ ...content(text('x')), cut: true }]));
    expect(report.looked).toMatchObject({ exchanges: 1, unread: 1 });
    expect(new Set(report.findings.map(({ verdict }) => verdict))).toEqual(new Set(['cannot-tell']));
  });

  test('of a trace without answers judges nothing', () => {
    const report = reportOf(traceOf([]));
    expect(new Set(report.findings.map(({ verdict }) => verdict))).toEqual(new Set(['not-applicable']));
  });

  test('of odd answers stands all the same', () => {
    for (const message of [
      [],
      null,
      5,
      'x',
      { result: 5 },
      { error: 'no' },
      [{ result: { content: [text(CARD)] } }],
    ]) {
      expect(() => reportOf(traceOf([{ message }]))).not.toThrow();
    }
    // A batch (2025-03-26) has its messages one level down.
    const { cells } = reportOf(
      traceOf([{ message: [{ jsonrpc: '2.0', id: 1, result: { content: [text(CARD)] } }] }]),
    );
    expect(cells[0]?.spots[0]?.evidence.at).toMatchObject({ path: '/0/result/content/0/text' });
  });

  test('says how many more places there are than it tells', () => {
    const many = Array.from({ length: 30 }, () => text(CARD));
    const { cells } = reportOf(traceOf([content(...many)]));
    expect(cells[0]?.count).toBe(30);
    expect(cells[0]?.spots).toHaveLength(20);
  });
});

describe('somebody else’s data', () => {
  const home = (who: string, street: string) => ({ recipient: who, street });
  const order = (identity: string, data: Record<string, unknown>): AnAnswer => ({
    identity,
    result: { content: [text('An order.')], structuredContent: data },
    params: { name: 'get_order', arguments: { orderId: identity } },
  });
  const people = [person('alice'), person('bob')];
  const ALICE = home('Alice Wong', '88 Century Avenue, Pudong');
  const BOB = home('Bob Liu', '12 Keyuan Road, Nanshan');
  const others = (answers: readonly AnAnswer[], who: readonly ReturnType<typeof person>[] = people) =>
    verdicts(reportOf(traceOf(answers, who))).filter((one) => one.startsWith('privacy/reaches-other-user'));

  test('is seen where both are known from the trace', () => {
    expect(others([order('alice', { shipTo: ALICE, nextStop: BOB }), order('bob', { shipTo: BOB })])).toEqual(
      ['privacy/reaches-other-user error'],
    );
  });

  test('is seen where the data names its owner', () => {
    expect(others([order('alice', { owner: 'bob', shipTo: { street: BOB.street } })])).toEqual([
      'privacy/reaches-other-user error',
    ]);
  });

  test.each<[string, readonly AnAnswer[], readonly ReturnType<typeof person>[]]>([
    ['each gets the own', [order('alice', { shipTo: ALICE }), order('bob', { shipTo: BOB })], people],
    ['the other is no caller of the trace', [order('alice', { shipTo: ALICE, nextStop: BOB })], people],
    [
      'an administrator may see it',
      [order('alice', { orders: [ALICE, BOB] }), order('bob', { shipTo: BOB })],
      [person('alice', 'admin'), person('bob')],
    ],
    [
      'it is of the shop: both get the same, and nobody is named',
      [order('alice', { shop: { street: BOB.street } }), order('bob', { shop: { street: BOB.street } })],
      people,
    ],
    [
      'the caller had sent it',
      [{ ...order('alice', { shipTo: BOB }), params: { street: BOB.street } }, order('bob', { shipTo: BOB })],
      people,
    ],
  ])('is not claimed where %s', (_name, answers, who) => {
    expect(others(answers, who)).toEqual([]);
  });

  test('cannot be told where nothing says who the callers are', () => {
    const nameless = [person('default'), person('user')];
    const answers = [order('default', { shipTo: ALICE }), order('user', { shipTo: BOB })];
    expect(others(answers, nameless)).toEqual(['privacy/reaches-other-user ?']);
  });
});
