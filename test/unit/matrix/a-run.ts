// A run written down by hand: a plan, and what each caller was answered.

import type { IdentityDefinition, IdentityState } from '../../../shared/identity/identity.ts';
import { MatrixFold } from '../../../shared/matrix/fold.ts';
import { judgeRun } from '../../../shared/matrix/judge-run.ts';
import type { CellPurpose, MatrixPlan, MatrixRow } from '../../../shared/matrix/matrix.ts';
import { CALLERS_OWN, DEFAULT_RUN, rowId } from '../../../shared/matrix/matrix.ts';
import { outcomeOf } from '../../../shared/matrix/outcome.ts';
import { RunData } from '../../../shared/matrix/run-data.ts';
import type { Finding, StepId, TraceEvent, TraceEventBody } from '../../../shared/trace/event.ts';

/** A column. */
export function person(
  name: string,
  level: IdentityDefinition['level'] = 'login',
  source: IdentityDefinition['source'] = { kind: 'flow' },
): IdentityState {
  return {
    definition: { name, title: name, colour: 'blue', level, source },
    status: 'ready',
    subject: name,
    ...(source.kind === 'nobody' ? {} : { token: `access token of ${name}` }),
  };
}

/** A row; a tool that reads what is the caller's own, unless told. */
export function row(name: string, more: Partial<MatrixRow> = {}): MatrixRow {
  const { kind = 'tool', set } = more;
  return {
    id: rowId(kind, name, set),
    kind,
    name,
    arguments: {},
    owner: CALLERS_OWN,
    argumentsBy: 'policy',
    argumentsWhy: 'Given.',
    level: 'owner',
    levelBy: 'policy',
    levelWhy: 'The policy says so.',
    effect: 'reads',
    effectWhy: 'It reads.',
    ticked: false,
    ...more,
  };
}

/** What one caller was answered: a JSON-RPC result, an error, or a status. */
export type Answered =
  | { readonly result: object }
  | { readonly error: { readonly code: number; readonly message: string } }
  | { readonly status: number; readonly text?: string };

/** Structured data as a tool answers it. */
export const data = (structuredContent: object, more: object = {}): Answered => ({
  result: {
    content: [{ type: 'text', text: JSON.stringify(structuredContent) }],
    structuredContent,
    ...more,
  },
});

/** A refusal in words. */
export const refusal = (text: string, more: object = {}): Answered => ({
  result: { content: [{ type: 'text', text }], isError: true, ...more },
});

const STEPS: Readonly<Record<MatrixRow['kind'], StepId>> = {
  list: 'mcp-list-tools',
  tool: 'mcp-call-tool',
  resource: 'mcp-read-resource',
  prompt: 'mcp-get-prompt',
};

/** A run that grows answer by answer. */
export class ARun {
  readonly fold = new MatrixFold();
  readonly data: RunData;
  readonly events: TraceEvent[] = [];
  readonly #bodies = new Map<number, string>();
  #id = 0;

  constructor(rows: readonly MatrixRow[], columns: readonly IdentityState[], said: MatrixPlan['said'] = {}) {
    const plan = {
      target: 'https://a.example/mcp',
      revision: '2026-07-28',
      rows,
      columns,
      said,
      run: DEFAULT_RUN,
    };
    this.#append('default', { kind: 'matrix', plan });
    this.data = new RunData(this.fold, ({ id }) => this.#bodies.get(id));
  }

  #append(identity: string, body: TraceEventBody): TraceEvent {
    this.#id += 1;
    const event: TraceEvent = { id: this.#id, parent: this.#id - 1, at: 0, identity, ...body };
    this.fold.append(event);
    this.events.push(event);
    return event;
  }

  /** Records an answer. `sent` is what the request said. */
  answer(
    row: MatrixRow,
    identity: string,
    answered: Answered,
    purpose: CellPurpose = 'run',
    sent = '',
  ): this {
    const id = this.#id + 1;
    const message = { jsonrpc: '2.0', id, ...('status' in answered ? {} : answered) };
    const text = 'status' in answered ? (answered.text ?? '') : JSON.stringify(message);
    this.#bodies.set(id, text);
    const exchange = this.#append(identity, {
      kind: 'exchange',
      stage: 'mcp',
      step: STEPS[row.kind],
      draft: 0,
      from: 'keyhole',
      to: 'mcp-server',
      request: {
        method: 'POST',
        url: 'https://a.example/mcp',
        headers: [],
        body: JSON.stringify({
          jsonrpc: '2.0',
          id,
          params: { name: row.name, arguments: row.arguments, sent },
        }),
      },
      response: {
        status: 'status' in answered ? answered.status : 200,
        statusText: '',
        headers: [],
        body: { hash: String(id), length: text.length, total: text.length, cut: false },
      },
      timing: { startedAt: 0, total: 1, reusedConnection: false },
    });
    if (exchange.kind !== 'exchange') throw new Error('unreachable');
    const outcome = outcomeOf(exchange, this.#bodies.get(id));
    this.#append(identity, { kind: 'cell', row: row.id, purpose, outcome, exchange: id });
    return this;
  }

  /** A body by the hash that its exchange gives. */
  bodyText(hash: string): string | undefined {
    return this.#bodies.get(Number(hash));
  }

  get findings(): readonly Finding[] {
    return judgeRun(this.data);
  }

  /** Verdicts of one rule. */
  of(ruleId: string): string[] {
    return this.findings.filter((finding) => finding.ruleId === ruleId).map(({ verdict }) => verdict);
  }
}
