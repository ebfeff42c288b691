import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeFlowDocument } from '../../../electron/cli/flow/flow-document.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { diagnose } from '../../../shared/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../../shared/diagnosis/diagnosis.ts';
import { Masker } from '../../../shared/privacy/mask.ts';
import type { AFlow } from '../flow/a-flow.ts';
import { lastOf, resolves, runFlow } from '../flow/a-flow.ts';

/** Seconds a token of the variant `short` lives. */
const SHORT = 2;

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ shortTokenSeconds: SHORT });
});
afterAll(() => lab.close());

async function run(variant: string, fault?: string): Promise<AFlow> {
  if (fault !== undefined) {
    lab.setFault(fault, true);
    onTestFinished(() => lab.setFault(fault, false));
  }
  const flow = await runFlow(lab.mcp[variant] ?? '');
  onTestFinished(() => flow.close());
  return flow;
}

/** The `diagnosis` of `keyhole flow --json`. */
function inDocument(flow: AFlow): Diagnosis | null {
  const { session, bodies, recorder } = flow;
  return makeFlowDocument({ session, events: recorder.trace.events, bodies, notDone: [] }, false, new Map())
    .diagnosis;
}

function expectCause(flow: AFlow, cause: Diagnosis['cause'], ...words: readonly RegExp[]): Diagnosis {
  const found = inDocument(flow);
  expect(found?.cause).toBe(cause);
  if (!found) throw new Error('there is no diagnosis');
  const told = [found.sentence, ...found.supports.map((support) => support.sentence)].join('\n');
  for (const word of words) expect(told).toMatch(word);
  expect(found.next).toMatch(/\w+ \w+/);
  expect(found.supports.length).toBeGreaterThan(0);
  for (const { evidence } of found.supports) {
    for (const one of evidence) {
      // A form is pointed into by the name of its field.
      if (one.at.in !== 'request-body') expect(resolves(flow, one)).toBe(true);
    }
  }
  const masker = new Masker();
  for (const event of flow.recorder.trace.events) masker.maskEvent(event);
  expect(JSON.stringify(masker.maskJson(found))).toBe(JSON.stringify(found));
  return found;
}

describe('a refused call is diagnosed by name', () => {
  test('wrong audience', async () => {
    const flow = await run('modern', 'token-wrong-audience');
    const { resolved } = expectCause(flow, 'wrong-audience', /mcp\.example\.net/, /resource=http/);
    expect(resolved).toBe(false);
  });

  test('wrong issuer', async () => {
    const flow = await run('modern', 'token-wrong-issuer');
    expectCause(flow, 'wrong-issuer', /login\.example\.net/, new RegExp(lab.issuer));
  });

  test('a slow clock at the authorization server, which looks like an expired token', async () => {
    const flow = await run('modern', 'token-clock-behind');
    expectCause(flow, 'clock-skew', /2 hours (behind|earlier)/, /expired/);
  });

  test('an expired token', async () => {
    const flow = await run('short');
    await sleep((SHORT + 1) * 1000);
    await flow.runner.act({ kind: 'list-tools' }, true);
    expectCause(flow, 'expired', /expired \d+ seconds?/);
    expect(inDocument(flow)?.resolved).toBe(false);
    await flow.runner.run({ kind: 'end' });
    expectCause(flow, 'expired');
    expect(inDocument(flow)?.resolved).toBe(true);
  });

  test('too little scope', async () => {
    const flow = await run('modern');
    await flow.runner.act(
      { kind: 'call-tool', name: 'create_return', arguments: { orderId: '1001', reason: 'too loud' } },
      true,
    );
    const { status } = expectCause(flow, 'insufficient-scope', /lacks .*orders:write/, /insufficient_scope/);
    expect(status).toBe(403);
  });

  test('a scope that the server does not see although the token has it', async () => {
    const flow = await run('modern', 'mcp-403-loop');
    expect(inDocument(flow)?.cause).toBe('insufficient-scope');
  });

  test.each(['modern', 'opaque'])('a revoked token of the variant %s', async (variant) => {
    const flow = await run(variant);
    await flow.runner.act({ kind: 'revoke', token: 'access_token' }, true);
    await flow.runner.act({ kind: 'list-tools' }, true);
    expect(lastOf(flow, 'mcp-list-tools').response?.status).toBe(401);
    expectCause(flow, 'revoked', /revocation of this token.* was answered with 200/);
  });

  test('a header that a proxy drops', async () => {
    const flow = await run('modern', 'mcp-header-lost');
    expectCause(flow, 'missing-header', /names no error/, /did carry/);
  });

  test('a header that was edited away', async () => {
    const flow = await run('modern');
    await flow.runner.act({ kind: 'list-tools' }, false);
    const draft = flow.session.draft?.request;
    if (!draft) throw new Error('there is no draft');
    const headers = draft.headers.filter(([name]) => name.toLowerCase() !== 'authorization');
    flow.runner.edit({ ...draft, headers });
    await flow.runner.run({ kind: 'step' });
    expect(lastOf(flow, 'mcp-list-tools').response?.status).toBe(401);
    expectCause(flow, 'missing-header', /without an Authorization header/);
  });

  test('a refusal without a reason is said to be one', async () => {
    const flow = await run('modern', 'mcp-rejects-fresh-token');
    const found = expectCause(flow, 'unknown', /not known here/);
    expect(found.wouldDecide.length).toBeGreaterThan(0);
  });
});

test('an honest flow has no diagnosis: the first 401 is how it begins', async () => {
  const flow = await run('modern');
  expect(flow.session.completed).toBe(true);
  expect(diagnose(flow.session)).toBeUndefined();
  expect(inDocument(flow)).toBeNull();
  const [first] = flow.session.exchanges;
  expect(diagnose(flow.session, first?.id)).toBeUndefined();
});
