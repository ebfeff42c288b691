// A saved trace in the viewer, where there is no engine: the privacy room says of it what the engine says.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { PLANTED } from '../../../electron/lab/shop/planted.ts';
import { answerReplay } from '../../../renderer/transport/replay-answers.ts';
import type { StartThread } from '../../../renderer/transport/replay-thread.ts';
import { REPLAY_SESSION, replayTrace } from '../../../renderer/transport/replay-transport.ts';
import type { Notice } from '../../../shared/contract.ts';
import { startEngine } from '../engine/an-engine.ts';
import type { TestEngine } from '../engine/an-engine.ts';
import { broken, visit } from './a-visit.ts';

/** Threads that run in this one, each question in a turn of its own; `ended` counts those that were ended. */
function threads() {
  const counts = { started: 0, ended: 0 };
  const start: StartThread = (onMessage) => {
    counts.started += 1;
    let ended = false;
    const hear = answerReplay((message) => {
      if (!ended) onMessage(message);
    });
    return {
      post: (request) => void setTimeout(() => ended || hear(request), 0),
      end: () => {
        ended = true;
        counts.ended += 1;
      },
    };
  };
  return { start, counts };
}

let lab: Lab;
let engine: TestEngine;
let text: string;
let saved: string;
let exchange: number;
beforeAll(async () => {
  lab = await startLab({ faults: ['leaks-card-number', 'leaks-other-address'] });
});
afterAll(() => lab.close());

/** What both are asked about: two customers of a shop that leaks, saved. */
async function record(): Promise<void> {
  engine = startEngine();
  const session = await visit(engine, lab.mcp['modern'] ?? '');
  const { events } = await engine.call('session.events', { session });
  const call = events.findLast((event) => event.kind === 'exchange' && event.step === 'mcp-call-tool');
  exchange = call?.id ?? 0;
  ({ text } = await engine.call('trace.export', { session }));
  ({ session: saved } = await engine.call('trace.import', { name: 'a.keyhole', text }));
}

describe('the viewer', () => {
  test('shows an answer through the lens, reports the leaks, and follows a policy, as the engine does', async () => {
    await record();
    const { start, counts } = threads();
    const viewer = replayTrace(text, 'a.keyhole', start);
    expect(counts.started).toBe(0);

    const view = await viewer.call('privacy.view', { session: REPLAY_SESSION, exchange });
    expect(view).toEqual(await engine.call('privacy.view', { session: saved, exchange }));
    expect(view.view.classes['payment-card']).toBeGreaterThan(0);
    expect(view.view.blocks[0]?.tokens?.sent).toBeGreaterThan(0);

    const report = await viewer.call('privacy.report', { session: REPLAY_SESSION });
    expect(report).toEqual(await engine.call('privacy.report', { session: saved }));
    expect(broken(report)).toEqual(['privacy/reaches-model', 'privacy/reaches-other-user']);
    const told = JSON.stringify([view, report]);
    expect(PLANTED.filter(({ value, kind }) => kind !== 'margin' && told.includes(value))).toEqual([]);

    const policy = { reach: { 'payment-card': ['model'] as const } };
    const allowed = { exchange, policy: { reach: { 'payment-card': ['model'] as ['model'] } } };
    const other = await viewer.call('privacy.view', { session: REPLAY_SESSION, ...allowed });
    expect(other.view.spots.find((spot) => spot.class === 'payment-card')?.may).toEqual(
      policy.reach['payment-card'],
    );
    // One trace is read once, however much is asked.
    expect(counts).toEqual({ started: 1, ended: 0 });
  });

  test('reads and writes policy files', async () => {
    await record();
    const viewer = replayTrace(text, 'a.keyhole', threads().start);
    for (const file of [
      '# ours\nkeyhole: 1\ntarget: https://a.example/mcp\nprivacy:\n  reach:\n    email: [person]\n',
      'privacy:\n  reach:\n    email: nobody\n',
    ]) {
      const read = await viewer.call('privacy.read-policy', { text: file });
      expect(read).toEqual(await engine.call('privacy.read-policy', { text: file }));
      const section = read.section ?? {};
      expect(await viewer.call('privacy.write-policy', { section, text: file })).toEqual(
        await engine.call('privacy.write-policy', { section, text: file }),
      );
    }
  });

  test('gives work up, answers only the newest of one name, and goes on with the rest', async () => {
    await record();
    const { start, counts } = threads();
    const viewer = replayTrace(text, 'a.keyhole', start);
    onTestFinished(() => viewer.close());
    const notices: Notice[] = [];
    viewer.subscribe((notice) => notices.push(notice));
    const session = REPLAY_SESSION;
    const given = viewer.call('privacy.report', { session, work: 'one' });
    const other = viewer.call('privacy.view', { session, exchange, work: 'two' });
    const newest = viewer.call('privacy.report', { session, work: 'one' });
    await expect(given).rejects.toMatchObject({ code: 'not-now', message: 'It was cancelled.' });
    expect((await newest).cells.length).toBeGreaterThan(0);
    expect((await other).view.exchange).toBe(exchange);
    expect(counts).toEqual({ started: 2, ended: 1 });
    expect(notices).toContainEqual(expect.objectContaining({ topic: 'privacy', work: 'one' }));

    const cancelled = viewer.call('privacy.report', { session, work: 'three' });
    const refusal = expect(cancelled).rejects.toMatchObject({ code: 'not-now' });
    await viewer.call('privacy.cancel', { work: 'three' });
    await refusal;
    await viewer.call('privacy.cancel', { work: 'nothing of that name' });
  });

  test('refuses what is no exchange with the MCP server, and says when its thread cannot run', async () => {
    await record();
    const viewer = replayTrace(text, 'a.keyhole', threads().start);
    await expect(viewer.call('privacy.view', { session: REPLAY_SESSION, exchange: 1 })).rejects.toMatchObject(
      {
        name: 'KeyholeError',
        code: 'not-found',
      },
    );
    const broken: StartThread = (_onMessage, onFault) => {
      setTimeout(() => onFault('it could not run'), 0);
      return { post: () => undefined, end: () => undefined };
    };
    const without = replayTrace(text, 'a.keyhole', broken);
    await expect(without.call('privacy.report', { session: REPLAY_SESSION })).rejects.toMatchObject({
      code: 'internal',
      message: 'it could not run',
    });
  });
});
