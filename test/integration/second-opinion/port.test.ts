// Second opinions as a host asks for them: of a live session and a saved one, without a request, without a secret.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { Masker } from '../../../shared/privacy/mask.ts';
import { opinionKindOf } from '../../../shared/second-opinion/opinion.ts';
import type { SecondOpinions } from '../../../shared/second-opinion/opinion.ts';
import type { EventId, TraceEvent } from '../../../shared/trace/event.ts';
import { answerNamed, replayWith } from '../../support/replayed-flow.ts';
import { serve } from '../../support/recorder.ts';
import { refused, startEngine } from '../engine/an-engine.ts';
import type { TestEngine } from '../engine/an-engine.ts';
import { recordFlow } from './a-recorded-flow.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());
const modern = (): string => lab.mcp['modern'] ?? '';

/** Every opinion of a session, by event. */
async function opinionsOf(
  engine: TestEngine,
  session: string,
  events: readonly TraceEvent[],
): Promise<ReadonlyMap<EventId, SecondOpinions>> {
  const found = new Map<EventId, SecondOpinions>();
  for (const { id } of events) found.set(id, await engine.call('opinion.of', { session, exchange: id }));
  return found;
}

/** Runs without any way out: a library that fetched by itself would throw. */
function withoutFetch(): void {
  const { fetch } = globalThis;
  globalThis.fetch = () => {
    throw new Error('somebody fetched');
  };
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
}

describe('of a live session', () => {
  test('stand on every answer that a library reads, and on nothing else; honest ones are accepted', async () => {
    const engine = startEngine();
    const session = await engine.open(modern());
    const events = await engine.run(session);
    withoutFetch();
    const found = await opinionsOf(engine, session, events);
    for (const event of events) {
      const { kind, opinions } = found.get(event.id) ?? { kind: null, opinions: [] };
      expect(kind).toBe(opinionKindOf(event) ?? null);
      expect(opinions.map(({ by }) => by)).toEqual(kind === null ? [] : ['oauth4webapi', 'sdk-1', 'sdk-2']);
      for (const { verdict, words } of opinions) {
        expect(verdict).not.toBe('refuses');
        expect(words).toMatch(/^[A-Z`].*\.$/);
      }
    }
    const kinds = new Set([...found.values()].flatMap(({ kind }) => kind ?? []));
    expect([...kinds].toSorted()).toEqual([
      'authorization-response',
      'challenge',
      'registration',
      'resource-metadata',
      'server-metadata',
      'token',
    ]);
  });

  test('send nothing: the session and the server see no further request', async () => {
    const engine = startEngine();
    const server = await serve((_request, socket) => {
      socket.end(
        'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer resource_metadata="http://127.0.0.1:1/none"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      );
    });
    const session = await engine.open(`${server.origin}/mcp`);
    const events = await engine.run(session);
    const before = server.requests.length;
    withoutFetch();
    for (const [id, { kind }] of await opinionsOf(engine, session, events))
      if (kind !== null) expect(events[id - 1]?.kind).toBe('exchange');
    expect(server.requests).toHaveLength(before);
    expect((await engine.call('session.events', { session })).events).toHaveLength(events.length);
  });

  test('hold no secret of the session', async () => {
    const engine = startEngine();
    lab.setFault('token-200-error', true);
    onTestFinished(() => lab.setFault('token-200-error', false));
    const session = await engine.open(modern());
    const events = await engine.run(session);
    const told = JSON.stringify([...(await opinionsOf(engine, session, events)).values()]);
    expect(told).toContain('refuses');
    for (const label of ['authorization code A', 'code verifier A']) {
      const { text } = await engine.call('secret.reveal', { session, label });
      expect(told.includes(text)).toBe(false);
    }
  });

  test('of an event that is not there are refused', async () => {
    const engine = startEngine();
    const session = await engine.open(modern());
    for (const exchange of [0, 99_999])
      expect(await refused(engine, 'opinion.of', { session, exchange })).toMatchObject({ code: 'not-found' });
    expect(await refused(engine, 'opinion.of', { session: 'nobody', exchange: 1 })).toMatchObject({
      code: 'not-found',
    });
  });
});

test('of a saved session: documents are judged, answers with secrets are not, and the reason is said', async () => {
  const engine = startEngine();
  const live = await engine.open(modern());
  await engine.run(live);
  const { text, name } = await engine.call('trace.export', { session: live });
  const { session } = await engine.call('trace.import', { name, text });
  const { events } = await engine.call('session.events', { session });
  const verdicts = new Map<string | null, Set<string>>();
  for (const { kind, opinions } of (await opinionsOf(engine, session, events)).values()) {
    const known = verdicts.get(kind) ?? new Set();
    verdicts.set(kind, known);
    for (const { by, verdict, words } of opinions) {
      known.add(verdict);
      if (kind === 'token' || kind === 'authorization-response')
        expect([by, words]).toEqual([by, expect.stringContaining('names in place of secrets')]);
    }
  }
  expect([...(verdicts.get('server-metadata') ?? [])]).toEqual(['accepts']);
  expect([...(verdicts.get('resource-metadata') ?? [])]).toEqual(['accepts']);
  expect([...(verdicts.get('challenge') ?? [])]).toEqual(['accepts']);
  expect([...(verdicts.get('token') ?? [])]).toEqual(['no-opinion']);
  expect([...(verdicts.get('authorization-response') ?? [])]).toEqual(['no-opinion']);
});

test('no piece of a token gets into the words of a library, however broken the answer is', async () => {
  const flow = await recordFlow(lab);
  const answer = answerNamed(flow, 'token-code');
  const token = 'tok-abcdefghijklmnopqrstuvwxyz-0123456789';
  const bodies = fc.oneof(
    fc.constantFrom(
      `access_token=${token}&token_type=bearer`,
      `{"access_token":"${token}" "token_type":"Bearer"}`,
      `{"access_token":"${token}`,
      `{"error":{"access_token":"${token}"}}`,
      `"${token}"`,
      `{"access_token":["${token}"],"token_type":"Bearer"}`,
      `<form><input type="hidden" name="access_token" value="${token}"></form>`,
    ),
    fc
      .tuple(fc.nat({ max: 90 }), fc.constantFrom('', '}', '"', ',', '\\'))
      .map(
        ([cut, end]) => `{"token_type":"Bearer","access_token":"${token}","scope":"a"}`.slice(0, cut) + end,
      ),
  );
  await fc.assert(
    fc.asyncProperty(bodies, fc.constantFrom(200, 400, 500), async (body, status) => {
      const replayed = replayWith(flow, answer, { body, status });
      const masker = new Masker();
      for (const event of replayed.session.events) masker.maskEvent(event);
      const told = JSON.stringify(await replayed.opinions((value) => masker.maskJson(value)));
      for (let at = 0; at + 8 <= token.length; at += 1)
        expect([body, told.includes(token.slice(at, at + 8))]).toEqual([body, false]);
    }),
    { numRuns: 300 },
  );
});
