// The verdicts on one subject. What may forbid going on is judged at once; the rest need not stand in the way of the
// next request, and is judged while that is on its way.

import type { Judge, Judged } from '../../../shared/rules/judge.ts';
import { ALL_RULES, inOrder } from '../../../shared/rules/judge.ts';
import type { JudgeContext, Subject } from '../../../shared/rules/rule.ts';
import { policyOf } from './plan/move.ts';
import type { Recorder } from './recorder.ts';

/** How a subject is judged now; `undefined` before there is a flow. */
export function contextOf({ session }: Recorder, subject: Subject): JudgeContext | undefined {
  const { settings, target } = session;
  return settings && target !== undefined
    ? { policy: policyOf(session, settings), session, target, subject }
    : undefined;
}

export class Verdicts {
  readonly #recorder: Recorder;
  readonly #judge: Judge;
  readonly #context: JudgeContext | undefined;
  readonly #asked: readonly Judged[] | undefined;
  readonly #gate: readonly Judged[];

  /** @param asked what was judged of a request on its way; judged with the rest when left out */
  constructor(recorder: Recorder, subject: Subject, judge: Judge = ALL_RULES, asked?: readonly Judged[]) {
    this.#recorder = recorder;
    this.#judge = judge;
    this.#context = contextOf(recorder, subject);
    this.#asked = asked;
    this.#gate = this.#context ? judge.gate(this.#context) : [];
  }

  /** A rule forbids going on, and nobody overrode it. */
  get refused(): boolean {
    return this.#gate.some((judged) => this.#stops(judged));
  }

  /** Judges the rest and records everything. Nothing may have been recorded since the subject was read. */
  record(): void {
    const context = this.#context;
    if (!context) return;
    const answer = inOrder(this.#gate, this.#judge.answer(context));
    const judged = inOrder(this.#asked ?? this.#judge.request(context), answer);
    const index = judged.findIndex((one) => this.#stops(one));
    const first = this.#recorder.appendFindings(judged.map(({ finding }) => finding));
    const stop = judged[index];
    if (!stop) return;
    const { ruleId, stage } = stop.finding;
    this.#recorder.append({
      kind: 'refused',
      ruleId,
      stage,
      finding: first + index,
      ...(stop.refuses === 'final' ? { final: true } : {}),
    });
  }

  #stops({ ruleId, refuses }: Judged): boolean {
    const { overrides } = this.#recorder.session;
    return refuses === 'final' || (refuses === 'overridable' && !overrides.has(ruleId));
  }
}
