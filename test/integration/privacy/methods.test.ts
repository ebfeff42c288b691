// The methods about content as a screen asks them: what they tell, what they keep to themselves, and large answers.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { PLANTED } from '../../../electron/lab/shop/planted.ts';
import type { LensAnswer } from '../../../shared/contract.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { refused, startEngine } from '../engine/an-engine.ts';
import type { TestEngine } from '../engine/an-engine.ts';
import { RIGHT, startServer } from '../flow/a-server.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const CARD = PLANTED.find(({ kind, of }) => kind === 'card-number' && of === 'alice')?.value ?? '';
const ORDER = { kind: 'call-tool', name: 'get_order', arguments: { orderId: '1001' } } as const;

function leaking(): void {
  lab.setFault('leaks-card-number', true);
  onTestFinished(() => lab.setFault('leaks-card-number', false));
}

/** A session with one call, and the event of its exchange. */
async function called(engine: TestEngine): Promise<{ session: string; exchange: number }> {
  const session = await engine.open(lab.mcp['modern'] ?? '');
  await engine.run(session);
  await engine.call('session.act', { session, action: ORDER });
  const { events } = await engine.call('session.events', { session });
  return { session, exchange: callOf(events).id };
}

function callOf(events: readonly TraceEvent[]): TraceEvent {
  const call = events.findLast((event) => event.kind === 'exchange' && event.step === 'mcp-call-tool');
  if (!call) throw new Error('nothing was called');
  return call;
}

/** The text of a block on the screen, each spot as `<class>`. */
const shown = ({ view }: LensAnswer, block: number): string =>
  (view.blocks[block]?.fields ?? [])
    .flatMap(({ pieces }) => pieces)
    .map((piece) => (typeof piece === 'string' ? piece : `<${view.spots[piece]?.class ?? ''}>`))
    .join('');

describe('the lens', () => {
  test('cuts out what is sensitive, names it, and tells its secret only when asked for that', async () => {
    leaking();
    const engine = startEngine();
    const { session, exchange } = await called(engine);
    const answer = await engine.call('privacy.view', { session, exchange });
    const { view, tokenizer } = answer;

    expect(tokenizer).toBe('o200k_base');
    expect(view.called).toEqual({ kind: 'tool', name: 'get_order' });
    expect(view.blocks.map(({ kind, at }) => [kind, at])).toEqual([
      ['text', { in: 'response-body', path: '/result/content/0' }],
      ['text', { in: 'response-body', path: '/result/content/1' }],
      ['structured', { in: 'response-body', path: '/result/structuredContent' }],
    ]);
    expect(shown(answer, 0)).toMatch(/paid with card <payment-card>\.$/);
    expect(view.classes).toMatchObject({ 'payment-card': 3, 'postal-address': 2 });
    expect(view.columns.honours.person.map(({ block }) => block)).toEqual([0, 2]);
    expect(view.columns.ignores.person.map(({ block }) => block)).toEqual([0, 1, 2]);
    expect(view.columns.strict.model.map(({ block }) => block)).toEqual([0, 1]);
    expect(view.structured).toMatchObject({ onlyStructured: [], onlyText: [], hasFallback: true });
    for (const { tokens } of view.blocks) expect(tokens?.sent).toBeGreaterThan(5);

    const [spot] = view.spots.filter((one) => one.class === 'payment-card');
    expect(spot).toMatchObject({ action: 'keep-last-four', may: [], found: { confidence: 'certain' } });
    expect(JSON.stringify(answer)).not.toContain(CARD);
    const label = spot?.mask.slice(1, -1) ?? '';
    expect(await engine.call('secret.reveal', { session, label })).toEqual({ text: CARD });
    // The same secret has the same name in every place of the trace.
    expect(new Set(view.spots.flatMap((one) => (one.class === 'payment-card' ? [one.mask] : []))).size).toBe(
      1,
    );
  });

  test('follows the policy it is given, and says what is wrong with its rules', async () => {
    leaking();
    const engine = startEngine();
    const { session, exchange } = await called(engine);
    const rule = {
      name: 'carrier',
      class: 'business-confidential',
      key: 'carrier',
      example: { carrier: 'x' },
    } as const;
    const { view } = await engine.call('privacy.view', {
      session,
      exchange,
      policy: {
        reach: { 'payment-card': ['model'] },
        actions: { 'postal-address': 'drop' },
        rules: [{ ...rule, counterExample: { status: 'x' } }],
      },
    });
    expect(view.spots.find((one) => one.class === 'payment-card')?.may).toEqual(['model']);
    expect(view.spots.find((one) => one.class === 'postal-address')).toMatchObject({ action: 'drop' });
    expect(view.spots.filter((one) => one.rule === 'carrier').length).toBeGreaterThan(0);

    const { ruleFaults, view: without } = await engine.call('privacy.view', {
      session,
      exchange,
      policy: { rules: [{ ...rule, counterExample: { carrier: 'y' } }] },
    });
    expect(ruleFaults).toEqual([expect.objectContaining({ index: 0, field: 'counterExample' })]);
    expect(without.spots.some((one) => one.rule === 'carrier')).toBe(false);
  });

  test('looks at a saved trace: classes are known by their names, and nothing can be revealed', async () => {
    leaking();
    const engine = startEngine();
    const { session, exchange } = await called(engine);
    const { text } = await engine.call('trace.export', { session });
    expect(text).not.toContain(CARD);
    const { session: saved } = await engine.call('trace.import', { name: 'a.keyhole', text });

    const answer = await engine.call('privacy.view', { session: saved, exchange });
    expect(answer.view.classes).toMatchObject({ 'payment-card': 3, 'postal-address': 2 });
    expect(answer.view.spots[0]?.mask).toMatch(/^\u27E6payment card A/);
    // Redacted for the model it is what it was in the file: of how long a name is nobody learns anything.
    expect(answer.view.spots[0]?.placeholder).toMatch(/^\u27E6payment card A · 16 digits\u27E7$/);
    const report = await engine.call('privacy.report', { session: saved });
    expect(report.masked).toBe(true);
    expect(report.findings.filter(({ verdict }) => verdict === 'fail').map(({ ruleId }) => ruleId)).toEqual([
      'privacy/reaches-model',
    ]);
    const label = answer.view.spots[0]?.mask.slice(1, -1) ?? '';
    expect(await refused(engine, 'secret.reveal', { session: saved, label })).toMatchObject({
      code: 'not-found',
    });
  });

  test('refuses what is no exchange with the MCP server', async () => {
    const engine = startEngine();
    const session = await engine.open(lab.mcp['modern'] ?? '');
    const events = await engine.run(session);
    const token = events.find((event) => event.kind === 'exchange' && event.step === 'token-code');
    for (const exchange of [0, 99_999, token?.id ?? 1]) {
      expect(await refused(engine, 'privacy.view', { session, exchange })).toMatchObject({
        code: 'not-found',
      });
    }
  });
});

describe('everything that is shown', () => {
  test('of a leaking session is masked: events, bodies, saved files', async () => {
    leaking();
    const engine = startEngine();
    const { session } = await called(engine);
    const { events } = await engine.call('session.events', { session });
    expect(JSON.stringify(events)).not.toContain(CARD);
    for (const event of events) {
      const hash = event.kind === 'exchange' ? event.response?.body?.hash : undefined;
      if (hash === undefined) continue;
      const { text = '' } = await engine.call('body.read', { session, hash });
      expect(text).not.toContain(CARD);
    }
    expect(JSON.stringify(engine.notices)).not.toContain(CARD);
    const call = callOf(events);
    const hash = call.kind === 'exchange' ? (call.response?.body?.hash ?? '') : '';
    const { text = '' } = await engine.call('body.read', { session, hash });
    // Names instead of values leave JSON what it was.
    expect(JSON.parse(text)).toMatchObject({ result: { structuredContent: { id: '1001' } } });
    expect((await engine.call('body.read', { session, hash, reveal: true })).text).toContain(CARD);
  });

  test('can be copied with its secrets, each time because somebody asks', async () => {
    leaking();
    const engine = startEngine();
    const { session, exchange } = await called(engine);
    const { events } = await engine.call('session.events', { session });
    const call = callOf(events);
    if (call.kind !== 'exchange') throw new Error('unreachable');
    const hash = call.response?.body?.hash ?? '';
    const { text = '' } = await engine.call('body.read', { session, hash });
    const { text: exact } = await engine.call('body.read', { session, hash, reveal: true });
    expect(text).not.toContain(CARD);
    expect((await engine.call('secret.unmask', { session, text })).text).toBe(exact);

    const bearer = call.request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
    expect(bearer).toMatch(/^Bearer \u27E6access token A\u27E7$/);
    const { text: header } = await engine.call('secret.unmask', { session, text: bearer });
    const label = 'access token A';
    expect(header).toBe(`Bearer ${(await engine.call('secret.reveal', { session, label })).text}`);

    // A lens block as its button copies it, and what another session's mask says: nothing.
    const { view } = await engine.call('privacy.view', { session, exchange });
    const mask = view.spots.find((spot) => spot.class === 'payment-card')?.mask ?? '';
    expect(await engine.call('secret.unmask', { session, text: `card: ${mask}` })).toEqual({
      text: `card: ${CARD}`,
    });
    const stranger = await engine.open(lab.mcp['open'] ?? '');
    expect(await engine.call('secret.unmask', { session: stranger, text: mask })).toEqual({ text: mask });

    const file = await engine.call('trace.export', { session });
    const { session: saved } = await engine.call('trace.import', { name: 'a.keyhole', text: file.text });
    expect(await refused(engine, 'secret.unmask', { session: saved, text: mask })).toMatchObject({
      code: 'not-found',
    });
  });

  test('goes out as it was when a person sends on what they see', async () => {
    const server = await startServer();
    onTestFinished(() => server.close());
    const engine = startEngine();
    const session = await engine.open(server.target);
    await engine.run(session);
    const action = { kind: 'call-tool', name: 'pay', arguments: { card: CARD } } as const;
    await engine.call('session.act', { session, action });
    const { events } = await engine.call('session.events', { session });
    const masked = callOf(events);
    const request = masked.kind === 'exchange' ? masked.request : { method: '', url: '', headers: [] };
    expect(request.body).not.toContain(CARD);

    await engine.call('session.act', { session, action, send: false });
    await engine.call('session.edit', { session, request });
    await engine.call('session.step', { session, until: { kind: 'step' } });
    const last = server.asked.at(-1);
    expect(last?.body).toContain(CARD);
    expect(last?.headers.authorization).toBe('Bearer the-access-token');
  });
});

describe('a large answer', () => {
  const customers = (count: number) =>
    Array.from({ length: count }, (_, id) => ({
      id,
      name: `Customer ${id}`,
      card: CARD,
      note: 'Likes quiet rooms and late deliveries, and pays within a week. '.repeat(6),
    }));

  async function largeSession(engine: TestEngine, count: number) {
    const structuredContent = { customers: customers(count) };
    const server = await startServer({
      '/mcp': (request, origin) => {
        const { id, method } = JSON.parse(request.body) as { id: number; method: string };
        const result = {
          resultType: 'complete',
          content: [{ type: 'text', text: 'Done.' }],
          structuredContent,
        };
        return method === 'tools/call' && request.headers.authorization !== undefined
          ? { json: { jsonrpc: '2.0', id, result } }
          : (RIGHT['/mcp']?.(request, origin) ?? {});
      },
    });
    onTestFinished(() => server.close());
    const session = await engine.open(server.target, { bodyLimit: 64 * 1024 * 1024, timeout: 60_000 });
    await engine.run(session);
    await engine.call('session.act', { session, action: { kind: 'call-tool', name: 'all', arguments: {} } });
    const { events } = await engine.call('session.events', { session });
    return { session, exchange: callOf(events).id };
  }

  test('is looked through while everything else goes on, and is told in part', async () => {
    const engine = startEngine();
    const { session, exchange } = await largeSession(engine, 4000);
    let answered = false;
    const view = engine.call('privacy.view', { session, exchange, work: 'large' }).finally(() => {
      answered = true;
    });
    // The engine answers others in the meantime.
    await engine.call('app.info', {});
    expect(answered).toBe(false);
    const answer = await view;
    expect(answer.view.classes['payment-card']).toBe(4000);
    expect(answer.view.blocks[1]).toMatchObject({ spots: 4000 });
    expect(answer.view.blocks[1]?.fields[0]?.left).toBeGreaterThan(1_000_000);
    expect(answer.view.spots.length).toBeLessThan(500);
    expect(engine.notices.some((notice) => notice.topic === 'privacy' && notice.work === 'large')).toBe(true);
  });

  test('can be given up, and asked for again', async () => {
    const engine = startEngine();
    const { session, exchange } = await largeSession(engine, 2000);
    const given = refused(engine, 'privacy.view', { session, exchange, work: 'x' });
    // Asked again under the same name, only the newest is answered.
    const newest = engine.call('privacy.view', { session, exchange, work: 'x' });
    expect(await given).toMatchObject({ code: 'not-now' });
    expect((await newest).view.classes['payment-card']).toBe(2000);

    const cancelled = refused(engine, 'privacy.report', { session, work: 'y' });
    await engine.call('privacy.cancel', { work: 'y' });
    expect(await cancelled).toMatchObject({ code: 'not-now', message: 'It was cancelled.' });
    await engine.call('privacy.cancel', { work: 'nothing of that name' });
    expect((await engine.call('privacy.report', { session })).cells[0]).toMatchObject({ count: 2000 });
  });
});

describe('a policy', () => {
  test('is read from a file’s text and written back into it', async () => {
    const engine = startEngine();
    const text =
      '# ours\nkeyhole: 1\ntarget: https://shop.example/mcp\nprivacy:\n  reach:\n    email: [person]\n';
    const read = await engine.call('privacy.read-policy', { text });
    expect(read).toEqual({ section: { reach: { email: ['person'] } }, faults: [] });
    const { text: written } = await engine.call('privacy.write-policy', {
      text,
      section: { reach: { email: ['person', 'model'] } },
    });
    expect(written).toContain('# ours');
    expect(written).toContain('target: https://shop.example/mcp');
    expect((await engine.call('privacy.read-policy', { text: written })).section).toEqual({
      reach: { email: ['person', 'model'] },
    });
  });
});
