// A large answer is masked in a thread: the engine answers in the meantime, the order of events is kept, and nothing
// leaves before it is masked.

import { expect, onTestFinished, test } from 'vitest';
import type { MethodInput, Notice } from '../../../shared/contract.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import type { TestEngine } from '../engine/an-engine.ts';
import { emptyFolder, refused, startEngine } from '../engine/an-engine.ts';
import { RIGHT, startServer } from '../flow/a-server.ts';

/** Twenty megabytes take seconds on a machine that does nothing else. */
const PATIENCE = 240_000;
const LARGE = 20 * 1024 * 1024;
/** Detection goes on from one turn to the next here. */
const TURN = 64 * 1024;
const CUSTOMERS = 3000;
const ALL = { kind: 'call-tool', name: 'all', arguments: {} } as const;
const SETTINGS: MethodInput<'session.open'>['settings'] = { bodyLimit: 64 * 1024 * 1024, timeout: 120_000 };

const cardOf = (index: number): string => {
  const digits = `411111${String(index).padStart(9, '0')}`;
  const sum = Array.from(digits).reduce((total, digit, at) => {
    const twice = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
};
const emailOf = (index: number): string => `customer.${index}@mail.example.org`;

/** Any of them, also in part: nothing else in the answer is written like that. */
const PLANTED = /411111\d{4}|customer\.\d|@mail\.example/g;

/** A text with a card over every border of a turn, wherever the text begins. */
function overBorders(length: number): string {
  const words = 'Likes quiet rooms and late deliveries, and pays within a week. ';
  const parts: string[] = [];
  let size = 0;
  for (let index = 0; size < length; index += 1) {
    // A little short of a turn each time, so that the borders fall into every place of the cards.
    const gap = words.repeat(Math.ceil(TURN / words.length)).slice(0, TURN - 17 - (index % 5));
    parts.push(gap, ` ${cardOf(index % CUSTOMERS)} `);
    size += TURN;
  }
  return parts.join('');
}

const ANSWER = {
  resultType: 'complete',
  content: [{ type: 'text', text: overBorders(LARGE) }],
  structuredContent: {
    customers: Array.from({ length: CUSTOMERS }, (_, id) => ({
      id,
      email: emailOf(id),
      card: cardOf(id),
      quoted: JSON.stringify({ to: emailOf(id) }),
    })),
  },
};

async function aSession(engine: TestEngine): Promise<string> {
  const server = await startServer({
    '/mcp': (request, origin) => {
      const { id, method } = JSON.parse(request.body) as { id: number; method: string };
      return method === 'tools/call' && request.headers.authorization !== undefined
        ? { json: { jsonrpc: '2.0', id, result: ANSWER } }
        : (RIGHT['/mcp']?.(request, origin) ?? {});
    },
  });
  onTestFinished(() => server.close());
  const session = await engine.open(server.target, SETTINGS);
  await engine.run(session);
  return session;
}

/** Resolves when the engine tells something of the kind. */
function told(engine: TestEngine, is: (notice: Notice) => boolean): Promise<Notice> {
  return new Promise((resolve) => {
    const unsubscribe = engine.subscribe((notice) => {
      if (!is(notice)) return;
      unsubscribe();
      resolve(notice);
    });
  });
}

const isMasking = (notice: Notice): boolean => notice.topic === 'masking';

/** What of the secrets stands in a text. */
const leaks = (text: string): readonly string[] => text.match(PLANTED) ?? [];

const resultOf = (events: readonly TraceEvent[]): TraceEvent | undefined =>
  events.findLast((event) => event.kind === 'value' && event.name === 'result');

function hashOf(events: readonly TraceEvent[]): string {
  const call = events.findLast((event) => event.kind === 'exchange' && event.step === 'mcp-call-tool');
  return call?.kind === 'exchange' ? (call.response?.body?.hash ?? '') : '';
}

test(
  'the engine answers while a large result is masked, in whose place nothing is shown until then',
  { timeout: PATIENCE },
  async () => {
    const folder = await emptyFolder();
    const engine = startEngine(folder);
    const session = await aSession(engine);
    const order: string[] = [];
    const masks = told(engine, isMasking);
    const act = engine.call('session.act', { session, action: ALL }).then(() => order.push('masked'));

    await masks;
    await engine.call('app.info', {});
    const during = await engine.call('session.events', { session });
    await engine.call('session.list', {});
    order.push('answered');
    expect(during.summary.busy).toBe(true);
    expect(hashOf(during.events)).not.toBe('');
    expect(resultOf(during.events)).toBeUndefined();
    expect(leaks(JSON.stringify(during))).toEqual([]);

    await act;
    expect(order).toEqual(['answered', 'masked']);
    const { events, summary } = await engine.call('session.events', { session });
    expect(summary.busy).toBe(false);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(engine.told(session).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(resultOf(events)).toMatchObject({ value: { content: [{ type: 'text' }] } });
    expect(leaks(JSON.stringify(events))).toEqual([]);

    const { text = '' } = await engine.call('body.read', { session, hash: hashOf(events) });
    expect(text.length).toBeGreaterThan(LARGE);
    expect(leaks(text)).toEqual([]);
    const revealed = await engine.call('body.read', { session, hash: hashOf(events), reveal: true });
    expect(leaks(revealed.text ?? '').length).toBeGreaterThan(CUSTOMERS);
    // The same secret has the same name in the event and in the body, and names what was planted.
    const { structuredContent } = (JSON.parse(text) as { result: typeof ANSWER }).result;
    expect(resultOf(events)).toMatchObject({ value: { structuredContent } });
    const label = structuredContent.customers[7]?.card.slice(1, -1) ?? '';
    expect(await engine.call('secret.reveal', { session, label })).toEqual({ text: cardOf(7) });
    expect(leaks(JSON.stringify(engine.notices))).toEqual([]);

    // What is saved holds it all, and another engine reads it.
    await engine.close();
    const other = startEngine(folder);
    expect((await other.call('body.read', { session, hash: hashOf(events) })).text).toBe(text);
    expect((await other.call('session.events', { session })).events).toEqual(events);
  },
);

test(
  'what is given up while it is masked is left out, and can still be masked when somebody asks for it',
  { timeout: PATIENCE },
  async () => {
    const engine = startEngine();
    const session = await aSession(engine);
    const masks = told(engine, isMasking);
    const act = engine.call('session.act', { session, action: ALL });
    await masks;
    await engine.call('session.cancel', { session });
    await act;
    const { events, summary } = await engine.call('session.events', { session });
    expect(summary.busy).toBe(false);
    expect(resultOf(events)).toMatchObject({ value: expect.stringMatching(/^\u27E6left out/) as string });
    expect(leaks(JSON.stringify(events))).toEqual([]);

    const hash = hashOf(events);
    const looks = told(engine, (notice) => notice.topic === 'privacy' && notice.work === 'look');
    const given = refused(engine, 'body.read', { session, hash, work: 'look' });
    await looks;
    await engine.call('privacy.cancel', { work: 'look' });
    expect(await given).toMatchObject({ code: 'not-now', message: 'It was cancelled.' });
    const { text = '' } = await engine.call('body.read', { session, hash });
    expect(text.length).toBeGreaterThan(LARGE);
    expect(leaks(text)).toEqual([]);
  },
);

test(
  'a trace is saved while everything else goes on, and not when that is given up',
  { timeout: PATIENCE },
  async () => {
    const engine = startEngine();
    const session = await aSession(engine);
    await engine.call('session.act', { session, action: ALL });

    const saves = told(engine, (notice) => notice.topic === 'privacy' && notice.work === 'save');
    const given = refused(engine, 'trace.export', { session, work: 'save' });
    await saves;
    await engine.call('privacy.cancel', { work: 'save' });
    expect(await given).toMatchObject({ code: 'not-now' });

    const order: string[] = [];
    const again = told(engine, (notice) => notice.topic === 'privacy' && notice.work === 'again');
    const exported = engine.call('trace.export', { session, work: 'again' });
    const ended = exported.then(() => order.push('saved'));
    await again;
    await engine.call('session.list', {});
    order.push('answered');
    await ended;
    expect(order).toEqual(['answered', 'saved']);
    const { name, text } = await exported;
    expect(leaks(text)).toEqual([]);
    const copy = await engine.call('trace.import', { name, text });
    const { events } = await engine.call('session.events', { session });
    expect((await engine.call('session.events', { session: copy.session })).events).toEqual(events);
  },
);

test('a session that is closed is masked no further', { timeout: PATIENCE }, async () => {
  const engine = startEngine();
  const session = await aSession(engine);
  const masks = told(engine, isMasking);
  const act = engine.call('session.act', { session, action: ALL });
  await masks;
  await engine.call('session.close', { session });
  await act.catch(() => undefined);
  expect(resultOf(engine.told(session))).toBeUndefined();
  expect(leaks(JSON.stringify(engine.notices))).toEqual([]);
  // The thread is free for others.
  const next = await aSession(engine);
  await engine.call('session.act', { session: next, action: ALL });
  expect(resultOf(engine.told(next))).toBeDefined();
});
