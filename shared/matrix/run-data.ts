// The answers of a run as data. Bodies stay apart from the trace, so they come through a port.

import type { JsonObject } from '../protocol/json.ts';
import type { EventOf } from '../trace/session.ts';
import { canonicalData } from './answer-data.ts';
import type { CellAnswer, CellView, MatrixFold } from './fold.ts';
import { resultOf } from './outcome.ts';

/** The text of a recorded body, by the exchange that carried it; `undefined` when there is none. */
export type BodyText = (exchange: EventOf<'exchange'>) => string | undefined;

/** A folded run with its bodies; what is read of an answer is remembered. */
export class RunData {
  readonly fold: MatrixFold;
  readonly #bodyText: BodyText;
  readonly #results = new Map<number, JsonObject | undefined>();
  readonly #data = new Map<number, string | undefined>();

  constructor(fold: MatrixFold, bodyText: BodyText) {
    this.fold = fold;
    this.#bodyText = bodyText;
  }

  exchangeOf({ exchange }: CellAnswer): EventOf<'exchange'> | undefined {
    return exchange === undefined ? undefined : this.fold.exchange(exchange);
  }

  bodyOf(answer: CellAnswer): string | undefined {
    const exchange = this.exchangeOf(answer);
    if (!exchange) return undefined;
    const { events } = exchange.response ?? {};
    return events ? events.map(({ data }) => data).join('\n') : this.#bodyText(exchange);
  }

  /** The JSON-RPC result of an answer, refusals with `isError` included. */
  resultOf(answer: CellAnswer): JsonObject | undefined {
    const { exchange: id } = answer;
    if (id === undefined) return undefined;
    if (!this.#results.has(id)) {
      const exchange = this.exchangeOf(answer);
      this.#results.set(id, exchange && resultOf(exchange, this.#bodyText(exchange)));
    }
    return this.#results.get(id);
  }

  /** What an allowed answer holds, as one comparable text. */
  dataOf(answer: CellAnswer): string | undefined {
    if (answer.outcome.kind !== 'allowed' || answer.exchange === undefined) return undefined;
    const { exchange: id } = answer;
    if (!this.#data.has(id)) {
      const result = this.resultOf(answer);
      this.#data.set(id, result && canonicalData(result));
    }
    return this.#data.get(id);
  }
}

/** Answers given with nothing else under way, after the answer that counts. Where nobody answered, none was given. */
export function aloneOf({ answer, answers }: CellView): readonly CellAnswer[] {
  return answers.filter(
    ({ purpose, event, outcome: { kind } }) =>
      purpose === 'alone' &&
      kind !== 'not-run' &&
      kind !== 'failed' &&
      answer !== undefined &&
      event > answer.event,
  );
}

/** Answers about objects that do not exist, after the answer that counts. */
export function missingOf({ answer, answers }: CellView): readonly CellAnswer[] {
  return answers.filter(
    ({ purpose, event }) => purpose === 'missing' && answer !== undefined && event > answer.event,
  );
}

/** A caller with a token of its own, neither nobody nor a spoiled one. */
export function isPerson({ column }: CellView): boolean {
  const { level, source } = column.definition;
  return source.kind !== 'simulated' && source.kind !== 'nobody' && level !== 'public';
}

/** True when two columns may be the same person, so that equal answers mean nothing. */
export function maybeSamePerson(a: Pick<CellView, 'column'>, b: Pick<CellView, 'column'>): boolean {
  const [one, other] = [a.column, b.column];
  if (one.subject !== undefined && one.subject === other.subject) return true;
  return (
    one.sameSubjectAs === other.definition.name ||
    other.sameSubjectAs === one.definition.name ||
    (one.token !== undefined && one.token === other.token)
  );
}
