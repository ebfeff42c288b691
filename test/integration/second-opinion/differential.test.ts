// Whatever oauth4webapi refuses, our rules flag: on every fault of the lab, and on honest answers spoilt at random.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { LAB_FAULTS, startLab } from '../../../electron/lab/lab.ts';
import { against } from '../../../shared/second-opinion/compare-opinion.ts';
import { opinionKindOf } from '../../../shared/second-opinion/opinion.ts';
import type { SecondOpinion } from '../../../shared/second-opinion/opinion.ts';
import type { Finding } from '../../../shared/trace/event.ts';
import type { EventOf } from '../../../shared/trace/session.ts';
import { TOKEN_STEPS } from '../../../shared/protocol/steps.ts';
import { foldTrace, latestText } from '../../../shared/trace/fold.ts';
import type { RecordedFlow } from '../../support/replayed-flow.ts';
import { answerNamed, bodyTextOf, replayWith } from '../../support/replayed-flow.ts';
import { walk } from '../rules/a-walk.ts';
import { FAULT_WALKS } from '../rules/fault-walks.ts';
import { recordFlow } from './a-recorded-flow.ts';
import { spoiltAnswer, spoiltCallback, spoiltChallenge } from './altered-answers.ts';

type Answer = EventOf<'exchange'> | EventOf<'callback'>;

const cannotTell = (findings: readonly Finding[], rule: string): boolean =>
  findings.some(({ ruleId, verdict }) => ruleId === rule && verdict === 'cannot-tell');

/** What oauth4webapi refuses and no rule of ours is to flag, each with the reason. */
const EXCEPTIONS: Readonly<
  Record<string, (opinion: SecondOpinion, findings: readonly Finding[]) => boolean>
> = {
  // RFC 6749 §4.1.2: a client ignores parameters that it does not know, and a `response` that nobody asked for is one.
  'a response parameter is taken for JARM': ({ words }) => words.includes('JARM'),
  // RFC 7662 §2.3: 401 is about the client; a server that is busy or broken says nothing about the token.
  'an introspection that is not answered': (_opinion, findings) =>
    cannotTell(findings, 'introspection/status-200'),
  // Nobody without the key can read it.
  'an ID token that is encrypted': ({ words }, findings) =>
    words.includes('JWE') && cannotTell(findings, 'token/id-token'),
  // RFC 7009 §2.2.1: 503 may be answered, and some tokens cannot be revoked.
  'a revocation that the server need not carry out': (_opinion, findings) =>
    cannotTell(findings, 'revocation/status-200'),
};

const used = new Set<string>();

/** True for what is on the list of exceptions. */
function excepted(opinion: SecondOpinion, findings: readonly Finding[]): boolean {
  const found = Object.entries(EXCEPTIONS).find(([, is]) => is(opinion, findings));
  if (found) used.add(found[0]);
  return found !== undefined;
}

let lab: Lab;
const table: string[] = [];
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
  process.stdout.write(`\noauth4webapi refuses → rules that flag it\n${table.join('\n')}\n\n`);
});

describe('on every fault of the lab', () => {
  test.each(LAB_FAULTS.filter(({ shownBy }) => shownBy === 'flow').map(({ id }) => id))('%s', async (id) => {
    lab.setFault(id, true);
    onTestFinished(() => lab.setFault(id, false));
    const { variant = 'modern', settings, ...rest } = FAULT_WALKS[id] ?? {};
    const flow = await walk(lab.mcp[variant] ?? '', {
      settings: { revision: '2026-07-28', ...settings },
      ...rest,
    });
    onTestFinished(() => flow.close());
    const recorded = { events: flow.recorder.trace.events, bodies: flow.bodies };
    for (const event of recorded.events) {
      if (opinionKindOf(event) === undefined) continue;
      if (event.kind !== 'exchange' && event.kind !== 'callback') continue;
      const replayed = replayWith(recorded, event, {});
      for (const { relation, sentence } of Object.values(await replayed.compared()))
        if (relation === 'keyhole-only') expect(sentence).toContain(': it ');
      const { oauth4webapi: opinion } = await replayed.opinions();
      if (opinion.verdict !== 'refuses') continue;
      const flagged = against(flow.session.findings, event.id).map(({ ruleId }) => ruleId);
      table.push(`  ${id}: ${opinion.words} → ${flagged.join(', ')}`);
      expect([opinion.words, flagged.length]).not.toEqual([opinion.words, 0]);
    }
  });
});

describe('on honest answers spoilt at random', () => {
  let recorded: RecordedFlow;
  let clientId = '';
  beforeAll(async () => {
    recorded = await recordFlow(lab);
    clientId = latestText(foldTrace(recorded.events).session(), 'client_id') ?? '';
  });

  const STEPS = [
    'mcp-probe',
    'prm-from-challenge',
    'as-oauth-root',
    'register',
    'callback',
    'token-code',
    'token-refresh',
    'introspect',
    'revoke',
  ] as const;

  const spoilt = (answer: Answer) => {
    if (answer.kind === 'callback') return spoiltCallback(answer.url);
    const honest = answer.response?.headers ?? [];
    if (answer.step === 'mcp-probe') return spoiltChallenge(honest);
    const facts = TOKEN_STEPS.some((step) => step === answer.step)
      ? { issuer: lab.issuer, clientId, now: Math.round(answer.timing.startedAt / 1000) }
      : undefined;
    return spoiltAnswer(honest, answer.response?.status ?? 200, bodyTextOf(recorded, answer), facts);
  };

  test.each(STEPS)('%s', async (step) => {
    const answer = answerNamed(recorded, step);
    let refused = 0;
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(spoilt(answer), async (other) => {
        const replayed = replayWith(recorded, answer, other);
        const { oauth4webapi: opinion } = await replayed.opinions();
        if (opinion.verdict === 'accepts') accepted += 1;
        if (opinion.verdict !== 'refuses' || excepted(opinion, replayed.findings)) return;
        refused += 1;
        const flagged = against(replayed.session.findings, replayed.id);
        if (flagged.length === 0)
          throw new Error(`oauth4webapi refuses (${opinion.code ?? ''}: ${opinion.words}); no rule flags it`);
      }),
      { numRuns: 400 },
    );
    // Both must happen, or nothing was compared.
    expect(Math.min(refused, accepted)).toBeGreaterThan(10);
  });

  test.each(STEPS)('and %s as it is: nobody has anything against it', async (step) => {
    const replayed = replayWith(recorded, answerNamed(recorded, step), {});
    expect(against(replayed.findings, replayed.id)).toEqual([]);
    for (const { verdict, differences } of Object.values(await replayed.opinions())) {
      expect(verdict).not.toBe('refuses');
      expect(differences).toEqual([]);
    }
  });

  test('every exception was needed', () => {
    expect([...used].toSorted()).toEqual(Object.keys(EXCEPTIONS).toSorted());
  });
});
