import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import type { AFlow } from './a-flow.ts';
import { asAlice, failedRules, failures, lastOf, sent, startFlow, steps } from './a-flow.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

async function start(settings: Partial<FlowSettings> = {}): Promise<AFlow> {
  const flow = await startFlow(lab.mcp['modern'] ?? '', { settings });
  onTestFinished(() => flow.close());
  return flow;
}

function fault(id: string): void {
  lab.setFault(id, true);
  onTestFinished(() => lab.setFault(id, false));
}

/** What a browser that is already signed in does: goes where it is sent, back to the redirect URI. */
async function answerOf(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  return response.headers.get('location') ?? '';
}

describe('going on', () => {
  test('one step sends one request', async () => {
    const flow = await start();
    expect(steps(flow)).toEqual([]);
    await flow.runner.run({ kind: 'step' });
    expect(steps(flow)).toEqual(['mcp-probe:401']);
    await flow.runner.run({ kind: 'step' });
    expect(steps(flow)).toEqual(['mcp-probe:401', 'prm-from-challenge:200']);
    expect(flow.session.draft?.event.step).toBe('as-oauth-root');
  });

  test('a stage is run to its end, and a run goes up to the stage that is named', async () => {
    const flow = await start();
    await flow.runner.run({ kind: 'stage' });
    expect(flow.session.draft?.event.stage).toBe('resource-metadata');
    await flow.runner.run({ kind: 'here', stage: 'token' });
    expect(flow.session.draft?.event.step).toBe('token-code');
    expect(steps(flow).at(-1)).toBe('authorize-hop:303');
  });

  test('a breakpoint on a stage holds a run that would go to the end', async () => {
    const flow = await start();
    flow.runner.setBreakpoints({ stages: ['registration'], severity: null });
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.draft?.event.step).toBe('register');
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.completed).toBe(true);
  });

  test('a breakpoint on severity holds at a finding that does not refuse', async () => {
    fault('challenge-wrong-status');
    const flow = await start();
    flow.runner.setBreakpoints({ stages: [], severity: 'error' });
    await flow.runner.run({ kind: 'end' });
    expect(steps(flow)).toEqual(['mcp-probe:403']);
    expect(flow.session.draft?.event.stage).toBe('resource-metadata');
  });

  test('two runs at once: the second is turned away, the first goes on', async () => {
    const flow = await start();
    const first = flow.runner.run({ kind: 'end' });
    await expect(flow.runner.run({ kind: 'step' })).rejects.toMatchObject({ code: 'not-now' });
    await first;
    expect(flow.session.completed).toBe(true);
  });

  test('cancel keeps what was seen and says that it was cancelled', async () => {
    const flow = await start();
    await flow.runner.run({ kind: 'step' });
    const run = flow.runner.run({ kind: 'end' });
    flow.runner.cancel();
    await run;
    expect(flow.session.stop).toMatchObject({ kind: 'failed' });
    expect(steps(flow)[0]).toBe('mcp-probe:401');
    await flow.runner.retryStage();
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.completed).toBe(true);
  });
});

describe('going back', () => {
  test('a step back and on again grows a branch beside the old one', async () => {
    const flow = await start();
    await flow.runner.run({ kind: 'here', stage: 'registration' });
    const before = flow.recorder.trace.events.length;
    await flow.runner.back();
    expect(flow.session.draft?.event.step).toBe('as-oauth-root');
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.completed).toBe(true);
    expect(flow.recorder.trace.tips().length).toBe(2);
    expect(flow.recorder.trace.sessionAt(before).draft?.event.step).toBe('register');
    expect(failures(flow)).toEqual([]);
  });

  test('at the beginning there is nothing to step back to', async () => {
    const flow = await start();
    await expect(flow.runner.back()).rejects.toMatchObject({ code: 'not-now' });
  });

  test('an authorization request that is gone back to is made with fresh state and verifier', async () => {
    const flow = await start();
    await flow.runner.run({ kind: 'here', stage: 'authorization-request' });
    const before = ['state', 'code_verifier', 'code_challenge'] as const;
    const old = before.map((name) => latestText(flow.session, name));
    await flow.runner.run({ kind: 'here', stage: 'token' });
    await flow.runner.back();
    await flow.runner.run({ kind: 'here', stage: 'token' });
    const fresh = before.map((name) => latestText(flow.session, name));
    for (const [index, value] of old.entries()) expect(fresh[index]).not.toBe(value);
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.completed).toBe(true);
  });

  test('a code that was sent on another branch is not sent again without the person saying so', async () => {
    const flow = await start();
    await flow.runner.run({ kind: 'here', stage: 'token' });
    await flow.runner.run({ kind: 'step' });
    await flow.runner.back();
    expect(flow.session.draft?.event.step).toBe('token-code');
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.stop).toMatchObject({ kind: 'refused', event: { ruleId: 'token/code-single-use' } });
    await flow.runner.override('token/code-single-use');
    await flow.runner.run({ kind: 'end' });
    // The server refuses it, as it must.
    expect(failedRules(flow)).toEqual(['token/code-single-use', 'token/succeeded']);
    await flow.runner.retryStage('authorization-request');
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.completed).toBe(true);
  });

  test('restart begins at the root, with other settings when they are given', async () => {
    const flow = await start();
    await flow.runner.run({ kind: 'end' });
    await flow.runner.start(lab.mcp['legacy'] ?? '', asAlice({ revision: '2025-06-18' }));
    expect(flow.session.exchanges).toEqual([]);
    await flow.runner.run({ kind: 'end' });
    expect(latestText(flow.session, 'revision')).toBe('2025-06-18');
    expect(flow.recorder.trace.tips().length).toBe(2);
  });
});

describe('the person decides', () => {
  test('an edited draft is sent as edited, marked, and judged by itself and by what the server says', async () => {
    const flow = await start();
    await flow.runner.run({ kind: 'here', stage: 'token' });
    const request = flow.session.draft?.request;
    if (!request) throw new Error('no draft is pending');
    const form = new URLSearchParams(request.body);
    form.set('code_verifier', 'a-verifier-that-was-never-hashed-for-this-request-at-all');
    flow.runner.edit({ ...request, body: form.toString() });
    await flow.runner.run({ kind: 'step' });
    const exchange = lastOf(flow, 'token-code');
    expect(exchange.edited).toBe(true);
    expect(sent(exchange).get('code_verifier')).toMatch(/^a-verifier/);
    expect(failedRules(flow)).toEqual(['token/code-verifier', 'token/succeeded']);
  });

  test('an edit can be taken back', async () => {
    const flow = await start();
    const before = flow.session.draft?.request;
    if (!before) throw new Error('no draft is pending');
    flow.runner.edit({ ...before, method: 'PUT' });
    expect(flow.session.draft?.request.method).toBe('PUT');
    flow.runner.resetDraft();
    expect(flow.session.draft).toMatchObject({ edited: false, request: { method: 'POST' } });
    expect(() => flow.runner.edit({ ...before, url: 'no url' })).toThrow('absolute URL');
  });

  test('a refusal is overridden by its own name only, and the override is on record', async () => {
    fault('as-no-pkce');
    const flow = await start();
    await flow.runner.run({ kind: 'end' });
    await expect(flow.runner.override('server-metadata/issuer-matches')).rejects.toMatchObject({
      code: 'not-now',
    });
    await flow.runner.override('server-metadata/pkce-advertised');
    expect(flow.session.stages.get('server-metadata')?.status).toBe('overridden');
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.completed).toBe(true);
    expect(flow.recorder.trace.events.some((event) => event.kind === 'override')).toBe(true);
  });

  test('an override can be given in advance', async () => {
    fault('as-no-pkce');
    const flow = await start({ overrides: ['server-metadata/pkce-advertised'] });
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.completed).toBe(true);
    expect(failedRules(flow)).toEqual(['server-metadata/pkce-advertised']);
  });

  test('what is final cannot be overridden', async () => {
    fault('as-unsafe-authorization-endpoint');
    const flow = await start({ overrides: ['server-metadata/safe-urls'] });
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.stop).toMatchObject({ kind: 'refused', event: { final: true } });
    await expect(flow.runner.override('server-metadata/safe-urls')).rejects.toMatchObject({
      code: 'not-now',
    });
  });
});

describe('signing in', () => {
  test('the listener takes the answer of a browser, and the run goes on by itself', async () => {
    const flow = await start({ login: 'browser' });
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.question?.question.kind).toBe('sign-in');
    expect(flow.opened).toHaveLength(1);
    const rested = new Promise<void>((resolve) => {
      flow.recorder.onEvent((event) => event.kind === 'completed' && resolve());
    });
    const page = await fetch(await answerOf(flow.opened[0] ?? ''));
    expect(page.status).toBe(200);
    await rested;
    expect(flow.session.callbacks).toMatchObject([{ how: 'listener' }]);
    expect(failures(flow)).toEqual([]);
  });

  test('the listener answers one path, to GET, for its own host, and is closed afterwards', async () => {
    const flow = await start({ login: 'browser' });
    await flow.runner.run({ kind: 'end' });
    const redirect = latestText(flow.session, 'redirect_uri') ?? '';
    expect(new URL(redirect).hostname).toBe('127.0.0.1');
    expect((await fetch(`${new URL(redirect).origin}/other`)).status).toBe(404);
    expect((await fetch(redirect, { method: 'POST' })).status).toBe(405);
    expect(flow.session.question?.question.kind).toBe('sign-in');
    flow.runner.cancel();
    await expect(fetch(redirect)).rejects.toThrow();
  });

  test('a forged answer on the listener is refused for its state', async () => {
    const flow = await start({ login: 'browser' });
    await flow.runner.run({ kind: 'end' });
    const stopped = new Promise<void>((resolve) => {
      flow.recorder.onEvent((event) => event.kind === 'refused' && resolve());
    });
    await fetch(`${latestText(flow.session, 'redirect_uri')}?code=stolen&state=forged`);
    await stopped;
    expect(flow.session.stop).toMatchObject({
      kind: 'refused',
      event: { ruleId: 'authorization-response/state' },
    });
    expect(steps(flow).some((step) => step.startsWith('token'))).toBe(false);
  });

  test('the address can be pasted instead; what is no address is turned away', async () => {
    const flow = await start({ login: 'print' });
    await flow.runner.run({ kind: 'end' });
    expect(flow.opened).toEqual([]);
    const question = flow.session.question?.question;
    if (question?.kind !== 'sign-in') throw new Error('nobody is asked to sign in');
    await expect(flow.runner.pasteCallback('what is this')).rejects.toMatchObject({ code: 'bad-input' });
    await flow.runner.pasteCallback(` ${await answerOf(question.url)}\n`);
    expect(flow.session.completed).toBe(true);
    expect(flow.session.callbacks).toMatchObject([{ how: 'pasted' }]);
  });

  test('a person who says no is heard', async () => {
    const flow = await start({ extraAuthorizationParameters: { login_hint: 'nobody' } });
    await flow.runner.run({ kind: 'end' });
    expect(failures(flow)).toMatchObject([
      { ruleId: 'authorization-response/no-error', actual: expect.stringContaining('access_denied') },
    ]);
  });

  test('a sign-in page that wants a person ends a run without one, with a sentence', async () => {
    const flow = await start({ extraAuthorizationParameters: {} });
    await flow.runner.run({ kind: 'end' });
    const { stop } = flow.session;
    expect(stop?.kind === 'failed' && stop.event.message).toMatch(/wants a person/);
  });

  test('a redirect port that is taken is named', async () => {
    const first = await start({ login: 'browser' });
    await first.runner.run({ kind: 'here', stage: 'authorization-request' });
    const port = Number(new URL(latestText(first.session, 'redirect_uri') ?? '').port);
    const second = await start({ login: 'browser', redirectPort: port });
    await expect(second.runner.run({ kind: 'end' })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(String(port)),
    });
  });

  test('port and path of the redirect URI can be chosen', async () => {
    const flow = await start({ redirectPort: 45_678, redirectPath: '/oauth/callback' });
    await flow.runner.run({ kind: 'end' });
    expect(latestText(flow.session, 'redirect_uri')).toBe('http://127.0.0.1:45678/oauth/callback');
    expect(flow.session.completed).toBe(true);
  });
});
