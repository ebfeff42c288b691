// The run as a screen sees it: a pure fold of its trace. A saved run is shown by the very same code.

import { ASKED_ANEW } from '../identity/identity.ts';
import type { IdentityState } from '../identity/identity.ts';
import type { EventId, IdentityName, TraceEvent } from '../trace/event.ts';
import type { EventOf } from '../trace/session.ts';
import type { Expectation } from './expectation.ts';
import { expectationOf } from './expectation.ts';
import type { CellOutcome, CellPurpose, CellVerdict, MatrixPlan, MatrixRow, RowId } from './matrix.ts';
import { CELL_VERDICTS } from './matrix.ts';
import type { Judged } from './verdict.ts';
import { isSick, judgeCell } from './verdict.ts';

/** One time that a cell was asked. */
export interface CellAnswer {
  readonly outcome: CellOutcome;
  readonly purpose: CellPurpose;
  /** The exchange that decided it; absent when nothing was sent. */
  readonly exchange?: EventId;
  /** The `cell` event. */
  readonly event: EventId;
}

/** One cell: what should be, what is, and what to think of it. */
export interface CellView {
  readonly row: MatrixRow;
  readonly column: IdentityState;
  readonly expectation: Expectation;
  /** The newest answer that counts; absent before the first. */
  readonly answer?: CellAnswer;
  /** Absent before the first answer, and for lists of which nobody has said who may ask. */
  readonly verdict?: CellVerdict;
  /** The reason of the verdict, or of the expectation. */
  readonly why: string;
  /** Every answer, oldest first, confirmations and questions about missing objects included. */
  readonly answers: readonly CellAnswer[];
  /** Asked alone the answer was another one: the server answered differently while others asked. */
  readonly differsAlone: boolean;
  /** Findings whose evidence is an exchange of this cell. */
  readonly findings: readonly EventOf<'finding'>[];
}

/** How far a run is. */
export interface MatrixProgress {
  readonly cells: number;
  /** Cells with an answer of the server. */
  readonly answered: number;
  /** Cells that could tell more if they were asked again, and those never asked. */
  readonly open: number;
}

interface Slot {
  readonly answers: CellAnswer[];
  view?: CellView;
}

const slotKey = (row: RowId, identity: IdentityName): string => `${row}\n${identity}`;

/** The answer that a cell is judged by: the newest of the run itself, or one asked alone when the run has none. */
function counting(answers: readonly CellAnswer[]): CellAnswer | undefined {
  return (
    answers.findLast(({ purpose }) => purpose === 'run') ??
    answers.findLast(({ purpose }) => purpose === 'alone')
  );
}

function differsAlone(answers: readonly CellAnswer[], answer: CellAnswer | undefined): boolean {
  // What did not come to an answer, for the server was gone or too slow, is no other answer.
  const alone = answers.findLast(({ purpose, outcome }) => purpose === 'alone' && !isSick(outcome));
  return (
    alone !== undefined &&
    answer?.purpose === 'run' &&
    !isSick(answer.outcome) &&
    alone.event > answer.event &&
    alone.outcome.kind !== answer.outcome.kind
  );
}

/**
 * True when a column is not the caller any more that its answers were given to: it is made otherwise now, its token
 * names another person, or it is a simulated one whose own token is gone, and the next one may be another.
 */
function isAnother(before: IdentityState, after: IdentityState): boolean {
  const { source } = after.definition;
  if (JSON.stringify(before.definition.source) !== JSON.stringify(source)) return true;
  const { subject } = before;
  if (subject !== undefined && after.subject !== undefined && subject !== after.subject) return true;
  const hasOwn = source.kind === 'simulated' && ASKED_ANEW.includes(source.how);
  return hasOwn && before.token !== undefined && after.token === undefined;
}

/** Folds the events of a run. Append them in order; ask for cells at any time. */
export class MatrixFold {
  #plan: MatrixPlan | undefined;
  readonly #rows = new Map<RowId, MatrixRow>();
  readonly #columns = new Map<IdentityName, IdentityState>();
  /** Whom a name stood for last, in the plan or not any more. */
  readonly #callers = new Map<IdentityName, IdentityState>();
  readonly #slots = new Map<string, Slot>();
  readonly #cellOf = new Map<EventId, { readonly row: RowId; readonly identity: IdentityName }>();
  #findings: EventOf<'finding'>[] = [];
  #findingsOf = new Map<string, EventOf<'finding'>[]>();
  readonly #exchanges = new Map<EventId, EventOf<'exchange'>>();
  #version = 0;

  /** Grows with every event: what was read from an older version may be out of date. */
  get version(): number {
    return this.#version;
  }

  /** The plan in force; `undefined` when the trace is none of a run. */
  get plan(): MatrixPlan | undefined {
    return this.#plan;
  }

  /** Findings of the last judgement. */
  get findings(): readonly EventOf<'finding'>[] {
    return this.#findings;
  }

  append(event: TraceEvent): void {
    this.#version += 1;
    switch (event.kind) {
      case 'matrix':
        this.#replan(event.plan);
        return;
      case 'matrix-edited': {
        const { plan } = this;
        if (!plan) return;
        const rows = new Map([...plan.rows, ...(event.rows ?? [])].map((row) => [row.id, row]));
        this.#replan({
          ...plan,
          rows: (event.order ?? [...rows.keys()]).flatMap((id) => rows.get(id) ?? []),
          columns: event.columns ?? plan.columns,
          said: event.said ?? plan.said,
          run: event.run ?? plan.run,
        });
        return;
      }
      case 'exchange':
        this.#exchanges.set(event.id, event);
        return;
      case 'cell': {
        const key = slotKey(event.row, event.identity);
        const slot = this.#slots.get(key) ?? { answers: [] };
        this.#slots.set(key, slot);
        const { outcome, purpose, exchange } = event;
        slot.answers.push({
          outcome,
          purpose,
          event: event.id,
          ...(exchange === undefined ? {} : { exchange }),
        });
        if (exchange !== undefined) this.#cellOf.set(exchange, { row: event.row, identity: event.identity });
        this.#forgetRow(event.row);
        return;
      }
      case 'judged':
        this.#findings = [];
        this.#findingsOf = new Map();
        this.#forgetViews();
        return;
      case 'finding': {
        this.#findings.push(event);
        const keys = new Set(
          event.evidence.flatMap(({ event: id }) => {
            const cell = this.#cellOf.get(id);
            return cell ? [slotKey(cell.row, cell.identity)] : [];
          }),
        );
        for (const key of keys) {
          this.#findingsOf.set(key, [...(this.#findingsOf.get(key) ?? []), event]);
          const slot = this.#slots.get(key);
          if (slot) delete slot.view;
        }
        return;
      }
      default:
    }
  }

  /** The exchange with this id. */
  exchange(id: EventId): EventOf<'exchange'> | undefined {
    return this.#exchanges.get(id);
  }

  /** The cell that an exchange belongs to. */
  cellOfExchange(id: EventId): CellView | undefined {
    const cell = this.#cellOf.get(id);
    return cell && this.cell(cell.row, cell.identity);
  }

  /** One cell; `undefined` when the plan has no such row or column. */
  cell(rowId: RowId, identity: IdentityName): CellView | undefined {
    const row = this.#rows.get(rowId);
    const column = this.#columns.get(identity);
    if (!this.#plan || !row || !column) return undefined;
    const key = slotKey(rowId, identity);
    let slot = this.#slots.get(key);
    if (!slot) {
      slot = { answers: [] };
      this.#slots.set(key, slot);
    }
    slot.view ??= this.#view(this.#plan, row, column, slot.answers, key);
    return slot.view;
  }

  /** The cells of a row, in the order of the columns. */
  row(rowId: RowId): readonly CellView[] {
    return (this.#plan?.columns ?? []).flatMap(({ definition }) => this.cell(rowId, definition.name) ?? []);
  }

  /** Every cell, row by row. */
  *cells(): Generator<CellView> {
    for (const { id } of this.#plan?.rows ?? []) yield* this.row(id);
  }

  /** How many cells have which verdict. */
  counts(): Readonly<Record<CellVerdict, number>> {
    const counts = Object.fromEntries(CELL_VERDICTS.map((verdict) => [verdict, 0])) as Record<
      CellVerdict,
      number
    >;
    for (const { verdict } of this.cells()) if (verdict !== undefined) counts[verdict] += 1;
    return counts;
  }

  progress(): MatrixProgress {
    let [cells, answered, open] = [0, 0, 0];
    for (const { answer } of this.cells()) {
      cells += 1;
      if (!answer || isSick(answer.outcome)) open += 1;
      if (answer && answer.outcome.kind !== 'not-run') answered += 1;
    }
    return { cells, answered, open };
  }

  #view(
    plan: MatrixPlan,
    row: MatrixRow,
    column: IdentityState,
    answers: readonly CellAnswer[],
    key: string,
  ): CellView {
    const expectation = expectationOf(plan, row, column);
    const answer = counting(answers);
    const alone = differsAlone(answers, answer);
    // Of a list that nobody has spoken of there is nothing to judge.
    const isJudged = row.level !== undefined || expectation.from === 'said';
    const first =
      answer && isJudged
        ? judgeCell(answer.outcome, expectation, { row, allowedToSomebody: this.#allowed(plan, row) })
        : undefined;
    // What is refused in a crowd and allowed alone is no wrong refusal: something else is the matter.
    const judged: Judged | undefined =
      first?.verdict === 'over-restrictive' && alone
        ? { verdict: 'unknown', why: `${first.why} But asked alone, it was answered otherwise.` }
        : first;
    return {
      row,
      column,
      expectation,
      ...(answer ? { answer } : {}),
      ...(judged ? { verdict: judged.verdict } : {}),
      why: judged?.why ?? expectation.why,
      answers,
      differsAlone: alone,
      findings: this.#findingsOf.get(key) ?? [],
    };
  }

  #allowed(plan: MatrixPlan, row: MatrixRow): boolean {
    return plan.columns.some(({ definition }) => {
      const slot = this.#slots.get(slotKey(row.id, definition.name));
      return slot !== undefined && counting(slot.answers)?.outcome.kind === 'allowed';
    });
  }

  #replan(plan: MatrixPlan): void {
    for (const row of plan.rows) {
      const before = this.#rows.get(row.id);
      // Answers to other arguments say nothing of this row any more.
      if (before && JSON.stringify(before.arguments) !== JSON.stringify(row.arguments))
        this.#dropAnswers(row.id);
    }
    for (const column of plan.columns) {
      const { name } = column.definition;
      const before = this.#callers.get(name);
      this.#callers.set(name, column);
      if (before && isAnother(before, column))
        for (const row of this.#rows.keys()) this.#slots.delete(slotKey(row, name));
    }
    this.#plan = plan;
    this.#rows.clear();
    for (const row of plan.rows) this.#rows.set(row.id, row);
    this.#columns.clear();
    for (const column of plan.columns) this.#columns.set(column.definition.name, column);
    this.#forgetViews();
  }

  #dropAnswers(row: RowId): void {
    for (const { definition } of this.#plan?.columns ?? []) this.#slots.delete(slotKey(row, definition.name));
  }

  #forgetViews(): void {
    for (const slot of this.#slots.values()) delete slot.view;
  }

  /** One answer may change what another of its row means. */
  #forgetRow(row: RowId): void {
    for (const { definition } of this.#plan?.columns ?? []) {
      const slot = this.#slots.get(slotKey(row, definition.name));
      if (slot) delete slot.view;
    }
  }
}

/** Folds a whole trace of a run. */
export function foldMatrix(events: Iterable<TraceEvent>): MatrixFold {
  const fold = new MatrixFold();
  for (const event of events) fold.append(event);
  return fold;
}
