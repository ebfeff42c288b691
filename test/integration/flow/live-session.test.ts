import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { SessionAction } from '../../../shared/trace/event.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { AFlow } from './a-flow.ts';
import { failures, lastOf, runFlow, sent, steps } from './a-flow.ts';

/** Seconds a token of the variant `short` lives. */
const SHORT = 2;

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ shortTokenSeconds: SHORT });
});
afterAll(() => lab.close());

async function live(variant: string): Promise<AFlow> {
  const flow = await runFlow(lab.mcp[variant] ?? '');
  onTestFinished(() => flow.close());
  expect(flow.session.completed).toBe(true);
  return flow;
}

const createReturn: SessionAction = {
  kind: 'call-tool',
  name: 'create_return',
  arguments: { orderId: '1001', reason: 'too loud' },
};

describe('more scope', () => {
  test('a call that needs more asks for all of it: what was asked for, and what the challenge names', async () => {
    const flow = await live('modern');
    const first = sent(lastOf(flow, 'authorize-hop')).get('scope')?.split(' ') ?? [];
    await flow.runner.act(createReturn, false);
    await flow.runner.run({ kind: 'end' });
    const second = sent(lastOf(flow, 'authorize-hop')).get('scope')?.split(' ') ?? [];
    expect(first).not.toContain('orders:write');
    expect(second).toEqual(expect.arrayContaining([...first, 'orders:write']));
    expect(steps(flow).slice(-4)).toEqual([
      'mcp-call-tool:403',
      'authorize-hop:303',
      'token-code:200',
      'mcp-call-tool:200',
    ]);
    expect(latest(flow.session, 'result')).toMatchObject({ structuredContent: { orderId: '1001' } });
    expect(failures(flow)).toEqual([]);
  });

  test('a call alone is refused and waits for the person', async () => {
    const flow = await live('modern');
    await flow.runner.act(createReturn, true);
    expect(lastOf(flow, 'mcp-call-tool').response?.status).toBe(403);
    expect(flow.session.draft?.event.stage).toBe('authorization-request');
  });

  test('the open server asks for a token only when a call needs one', async () => {
    const flow = await live('open');
    expect(flow.session.values.has('access_token')).toBe(false);
    await flow.runner.act({ kind: 'call-tool', name: 'list_orders', arguments: {} }, false);
    await flow.runner.run({ kind: 'end' });
    expect(latest(flow.session, 'result')).toMatchObject({
      structuredContent: { orders: expect.any(Array) },
    });
    expect(failures(flow)).toEqual([]);
  });
});

describe('refresh', () => {
  test('replaces both tokens of a public client, and sends the resource', async () => {
    const flow = await live('modern');
    const before = [latestText(flow.session, 'access_token'), latestText(flow.session, 'refresh_token')];
    await flow.runner.act({ kind: 'refresh' }, true);
    const after = [latestText(flow.session, 'access_token'), latestText(flow.session, 'refresh_token')];
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(sent(lastOf(flow, 'token-refresh')).get('resource')).toBe(lab.mcp['modern']);
    await flow.runner.act({ kind: 'list-tools' }, true);
    expect(lastOf(flow, 'mcp-list-tools').response?.status).toBe(200);
    expect(failures(flow)).toEqual([]);
  });

  test('an expired token is renewed without the person', async () => {
    const flow = await live('short');
    await sleep((SHORT + 1) * 1000);
    await flow.runner.act({ kind: 'list-tools' }, false);
    await flow.runner.run({ kind: 'end' });
    expect(steps(flow).slice(-4)).toEqual([
      'mcp-list-tools:401',
      'prm-from-challenge:200',
      'token-refresh:200',
      'mcp-list-tools:200',
    ]);
    expect(flow.session.callbacks).toHaveLength(1);
    expect(failures(flow)).toEqual([]);
  });

  test('without a refresh token it is refused with a sentence', async () => {
    const flow = await live('open');
    await expect(flow.runner.act({ kind: 'refresh' }, true)).rejects.toMatchObject({
      code: 'not-now',
      message: expect.stringContaining('no refresh token'),
    });
  });
});

describe('the end of a token', () => {
  test('introspection tells that an opaque token is active, and after revocation that it is not', async () => {
    const flow = await live('opaque');
    await flow.runner.act({ kind: 'introspect', token: 'access_token' }, true);
    expect(latest(flow.session, 'introspection')).toMatchObject({ active: true });
    await flow.runner.act({ kind: 'revoke', token: 'access_token' }, true);
    expect(lastOf(flow, 'revoke').response?.status).toBe(200);
    await flow.runner.act({ kind: 'introspect', token: 'access_token' }, true);
    expect(latest(flow.session, 'introspection')).toEqual({ active: false });
  });

  test('a call with a revoked token is refused, which is what the rule wants', async () => {
    const flow = await live('opaque');
    await flow.runner.act({ kind: 'revoke', token: 'access_token' }, true);
    await flow.runner.act({ kind: 'list-tools' }, true);
    expect(lastOf(flow, 'mcp-list-tools').response?.status).toBe(401);
    expect(
      flow.session.findings.findLast((finding) => finding.ruleId === 'revocation/effective')?.verdict,
    ).toBe('pass');
    expect(failures(flow)).toEqual([]);
  });

  test.each(['modern', 'legacy'])(
    'signing out of %s revokes, ends the session and forgets the tokens',
    async (variant) => {
      const flow = await live(variant);
      const refreshToken = latestText(flow.session, 'refresh_token');
      await flow.runner.act({ kind: 'sign-out' }, true);
      expect(sent(lastOf(flow, 'revoke')).get('token')).toBe(refreshToken);
      expect(steps(flow).some((step) => step.startsWith('mcp-end-session:2'))).toBe(variant === 'legacy');
      for (const name of ['access_token', 'refresh_token', 'session_id'] as const) {
        expect(latest(flow.session, name)).toBeUndefined();
      }
      expect(failures(flow)).toEqual([]);
    },
  );

  test('after signing out the next request begins without a token', async () => {
    const flow = await live('modern');
    await flow.runner.act({ kind: 'sign-out' }, true);
    await flow.runner.act({ kind: 'list-tools' }, false);
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.completed).toBe(true);
    expect(flow.session.callbacks).toHaveLength(2);
    expect(failures(flow)).toEqual([]);
  });
});

test('a session that the server has lost is begun anew (404)', async () => {
  const flow = await live('legacy');
  const lost = latestText(flow.session, 'session_id') ?? '';
  const token = latestText(flow.session, 'access_token') ?? '';
  const ended = await fetch(lab.mcp['legacy'] ?? '', {
    method: 'DELETE',
    headers: { 'mcp-session-id': lost, authorization: `Bearer ${token}` },
  });
  expect(ended.ok).toBe(true);
  await flow.runner.act({ kind: 'list-tools' }, false);
  await flow.runner.run({ kind: 'end' });
  expect(steps(flow).slice(-4)).toEqual([
    'mcp-list-tools:404',
    'mcp-initialize:200',
    'mcp-initialized:202',
    'mcp-list-tools:200',
  ]);
  expect(latestText(flow.session, 'session_id')).not.toBe(lost);
});
