// Where a head may rest, and where Back leads.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backTarget, restingPoint } from '../../../electron/engine/flow/resting-points.ts';
import { codeWasUsed } from '../../../electron/engine/flow/single-use.ts';
import type { StageId, StepId, TraceEventBody } from '../../../shared/trace/event.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import type { Trace } from '../../../shared/trace/fold.ts';
import { arbitraryTrace, SETTINGS } from '../../support/arbitrary-trace.ts';

const request = { method: 'POST', url: 'https://a.example/x', headers: [] };
const start: TraceEventBody = { kind: 'flow-started', target: 'https://a.example/mcp', settings: SETTINGS };
const entered = (stage: StageId): TraceEventBody => ({ kind: 'stage-entered', stage });
const draft = (stage: StageId, step: StepId, by: 'keyhole' | 'browser' = 'keyhole'): TraceEventBody => ({
  kind: 'draft',
  stage,
  step,
  to: 'mcp-server',
  by,
  request,
  parts: [],
});
const sent = (id: number, stage: StageId, step: StepId, body?: string): TraceEventBody => ({
  kind: 'exchange',
  stage,
  step,
  draft: id,
  from: 'keyhole',
  to: 'mcp-server',
  request: { ...request, ...(body === undefined ? {} : { body }) },
  timing: { startedAt: 0, total: 1, reusedConnection: false },
});
const trace = (...bodies: readonly TraceEventBody[]): Trace =>
  foldTrace(
    bodies.map((body, index) => ({ id: index + 1, parent: index, at: 0, identity: 'default', ...body })),
  );

const flow = trace(
  start, // 1
  entered('challenge'), // 2
  draft('challenge', 'mcp-probe'), // 3
  sent(3, 'challenge', 'mcp-probe'), // 4
  entered('authorization-request'), // 5
  { kind: 'value', name: 'state', value: 's', secret: false, from: { kind: 'made', how: 'random' } }, // 6
  draft('authorization-request', 'authorize', 'browser'), // 7
  { kind: 'browser-opened', draft: 7, how: 'system', url: 'https://as.example' }, // 8
  entered('authorization-response'), // 9
  { kind: 'callback', draft: 7, how: 'listener', url: 'http://127.0.0.1:1/?code=abc' }, // 10
  entered('token'), // 11
  draft('token', 'token-code'), // 12
  sent(12, 'token', 'token-code', 'grant_type=authorization_code&code=abc'), // 13
  { kind: 'completed' }, // 14
);

describe('a move', () => {
  test.each([
    [1, 1, 'the start'],
    [2, 2, 'a stage just entered'],
    [3, 3, 'a draft'],
    [4, 3, 'the draft that the exchange sent'],
    [6, 5, 'the stage whose values are not complete'],
    [7, 5, 'the entry of the authorization request, for a fresh state and verifier'],
    [8, 5, 'the same, once the browser was opened'],
    [9, 5, 'the same, while waiting'],
    [10, 5, 'the same, once the answer came'],
    [12, 12, 'the token request'],
    [13, 12, 'the token request that was sent'],
    [14, 14, 'the live session'],
  ])('to event %i rests at %i: %s', (to, rest) => {
    expect(restingPoint(flow, to)).toBe(rest);
  });

  test('rests on the path to where it was asked to go, at or before it, and again at the same place', () => {
    fc.assert(
      fc.property(arbitraryTrace(), fc.nat(), ({ events }, pick) => {
        const folded = foldTrace(events);
        const to = (pick % events.length) + 1;
        const rest = restingPoint(folded, to);
        expect(folded.path(to)).toContain(rest);
        expect(restingPoint(folded, rest)).toBe(rest);
      }),
    );
  });
});

describe('back', () => {
  test('leads to the request that was sent last, not to the one that waits', () => {
    expect(backTarget(flow.session())).toBe(12);
    expect(backTarget(flow.sessionAt(12))).toBe(7);
    // While the browser is out, Back takes the authorization request back.
    expect(backTarget(flow.sessionAt(9))).toBe(7);
    expect(backTarget(flow.sessionAt(5))).toBe(3);
  });

  test('leads nowhere before anything was sent', () => {
    for (const id of [1, 2, 3]) expect(backTarget(flow.sessionAt(id))).toBeUndefined();
  });
});

describe('a code', () => {
  const asks = (body: string | undefined) => ({ ...request, ...(body === undefined ? {} : { body }) });
  test.each<[body: string | undefined, used: number | undefined]>([
    ['grant_type=authorization_code&code=abc', 13],
    ['code=abc&code_verifier=other', 13],
    ['code=abcd', undefined],
    ['grant_type=refresh_token', undefined],
    [undefined, undefined],
  ])('in %j was used in event %s', (body, used) => {
    expect(codeWasUsed(flow, flow.session(), asks(body))).toBe(used);
  });

  test('counts as used on any branch after the answer that brought it, and not after another answer', () => {
    const learnt: TraceEventBody = {
      kind: 'value',
      name: 'code',
      value: 'abc',
      secret: true,
      from: { kind: 'seen', event: 2, at: { in: 'callback-url', parameter: 'code' } },
    };
    const bodies: (TraceEventBody & { parent?: number })[] = [
      start, // 1
      entered('authorization-response'), // 2
      learnt, // 3
      sent(1, 'token', 'token-code', 'code=abc'), // 4
      { kind: 'moved', parent: 3 }, // 5: the same answer, another attempt
      { kind: 'moved', parent: 2 }, // 6: before the answer
      learnt, // 7: another answer with the same text
    ];
    const branched = foldTrace(
      bodies.map(({ parent, ...body }, index) => ({
        id: index + 1,
        parent: parent ?? index,
        at: 0,
        identity: 'default',
        ...body,
      })),
    );
    expect(codeWasUsed(branched, branched.sessionAt(5), asks('code=abc'))).toBe(4);
    expect(codeWasUsed(branched, branched.sessionAt(7), asks('code=abc'))).toBeUndefined();
    // Written in by hand: no answer brought it, so its text alone counts.
    expect(codeWasUsed(branched, branched.sessionAt(2), asks('code=abc'))).toBe(4);
  });
});
