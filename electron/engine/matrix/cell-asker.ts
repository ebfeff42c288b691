// Asks one cell: prepares its caller, sends the request, waits where the server says so, and says what came of it.
// Every byte is recorded as any exchange is; nothing is decided here about right and wrong.

import { text } from '../../../shared/protocol/json.ts';
import type { CellOutcome, CellPurpose, MatrixRow, NotRun } from '../../../shared/matrix/matrix.ts';
import { outcomeOf, resultOf } from '../../../shared/matrix/outcome.ts';
import type { EventId, IdentityName, RequestContent, StepId } from '../../../shared/trace/event.ts';
import type { EventOf } from '../../../shared/trace/session.ts';
import type { BodyStore } from '../capture/bodies.ts';
import type { Capture, Captured } from '../capture/capture.ts';
import { stopAtAnswer } from '../capture/stop-at-answer.ts';
import type { Hop } from '../flow/follow-redirects.ts';
import { decideMcpRedirect, followRedirects } from '../flow/follow-redirects.ts';
import { excluded } from '../flow/plan/mcp.ts';
import type { Recorder } from '../flow/recorder.ts';
import type { Pool } from './pool.ts';
import type { PreparedCaller } from './prepared-caller.ts';
import { retryAfter } from './retry-after.ts';
import { callOf } from './row-call.ts';

/** How often one cell waits for a server that asks to slow down, before it says so. */
const MOST_WAITS = 4;
/** Pages of one list: a server that never ends its list must not keep us for ever. */
const MOST_PAGES = 50;
/** Failures to connect, one after the other, after which nobody asks any more. */
const DEAD_AFTER = 6;

/** One cell to ask. */
export interface CellToAsk {
  readonly row: MatrixRow;
  readonly identity: IdentityName;
  readonly purpose: CellPurpose;
  /** Other arguments than those of the row. */
  readonly arguments?: MatrixRow['arguments'];
}

/** What asking needs of the run. */
export interface AskerPorts {
  readonly capture: Capture;
  readonly bodies: BodyStore;
  readonly ca?: string;
  readonly callerOf: (identity: IdentityName) => PreparedCaller | string;
  readonly recorderOf: (identity: IdentityName) => Recorder;
  /** A list answered: what it says, page by page. */
  readonly onListed: (identity: IdentityName, method: string, result: Record<string, unknown>) => void;
}

interface Sent {
  readonly exchange: EventOf<'exchange'>;
  readonly outcome: CellOutcome;
  readonly bodyText: string | undefined;
}

const notRun = (why: NotRun, said: string): CellOutcome => ({ kind: 'not-run', why, said });

/** The session id that an ordinary caller sent and the server does not know any more (404). */
function lostSession(
  { caller }: PreparedCaller,
  { request, response }: EventOf<'exchange'>,
): string | undefined {
  if (response?.status !== 404 || caller.definition.source.kind === 'simulated') return undefined;
  return request.headers.find(([name]) => name.toLowerCase() === 'mcp-session-id')?.[1];
}

/** Names of the headers that a person added, for the first origin only. */
function secretHeaders({ caller }: PreparedCaller): readonly string[] {
  return caller.settings.extraHeaders?.map(([name]) => name) ?? [];
}

/** Asks cells during one run. */
export class CellAsker {
  readonly #ports: AskerPorts;
  readonly #pool: Pool;
  readonly #signal: AbortSignal;
  #failuresInARow = 0;
  #lastFailure = '';

  constructor(ports: AskerPorts, pool: Pool, signal: AbortSignal) {
    this.#ports = ports;
    this.#pool = pool;
    this.#signal = signal;
  }

  /** Asks a cell and records its outcome. Rejects only for a fault of ours. */
  async ask(cell: CellToAsk): Promise<CellOutcome> {
    const asked = await this.#ask(cell);
    const { row, identity, purpose } = cell;
    this.#ports.recorderOf(identity).append({
      kind: 'cell',
      row: row.id,
      purpose,
      outcome: asked.outcome,
      ...(asked.exchange === undefined ? {} : { exchange: asked.exchange }),
    });
    return asked.outcome;
  }

  /** Records why a cell is not asked. */
  skip({ row, identity, purpose }: CellToAsk, why: NotRun, said: string): void {
    const outcome = notRun(why, said);
    this.#ports.recorderOf(identity).append({ kind: 'cell', row: row.id, purpose, outcome });
  }

  async #ask(cell: CellToAsk): Promise<{ outcome: CellOutcome; exchange?: EventId }> {
    const { row, identity } = cell;
    const given = cell.arguments ?? row.arguments;
    if (given === undefined) return { outcome: notRun('needs-arguments', row.argumentsWhy) };
    if (this.#failuresInARow >= DEAD_AFTER)
      return {
        outcome: notRun(
          'unreachable',
          `The server cannot be reached any more (${this.#lastFailure}) Resume when it is back.`,
        ),
      };
    const prepared = this.#ports.callerOf(identity);
    if (typeof prepared === 'string') return { outcome: notRun('not-ready', prepared) };
    const readiness = await prepared.ready(this.#signal);
    // Of a simulated caller it is the simulation that cannot be made: there is nothing that asking again would change.
    const isSimulated = prepared.caller.definition.source.kind === 'simulated';
    if (!readiness.ready)
      return { outcome: notRun(isSimulated ? 'not-possible' : 'not-ready', readiness.why) };
    if (this.#signal.aborted) return { outcome: notRun('cancelled', 'The run was cancelled.') };
    const { caller } = prepared;
    const forbidden = row.kind === 'tool' ? excluded(caller.session, caller.policy, row.name) : undefined;
    if (forbidden !== undefined) return { outcome: notRun('not-possible', forbidden) };
    const { step, params } = callOf(row, given);
    const first = await this.#send(prepared, identity, step, params);
    if (typeof first === 'string') return { outcome: notRun('not-possible', first) };
    if (row.kind !== 'list' || first.outcome.kind !== 'allowed')
      return { outcome: first.outcome, exchange: first.exchange.id };
    return this.#rest(prepared, cell, step, first);
  }

  /** The further pages of a list. */
  async #rest(
    prepared: PreparedCaller,
    { row, identity }: CellToAsk,
    step: StepId,
    first: Sent,
  ): Promise<{ outcome: CellOutcome; exchange: EventId }> {
    const listed: string[] = [];
    let page = first;
    for (let pages = 1; ; pages += 1) {
      const { outcome } = page;
      // A list that breaks off is a sick list, whatever its beginning says.
      if (outcome.kind !== 'allowed') return { outcome, exchange: page.exchange.id };
      const result = resultOf(page.exchange, page.bodyText);
      if (result) this.#ports.onListed(identity, row.name, result);
      listed.push(...(outcome.listed ?? []));
      const cursor = text(result, 'nextCursor');
      if (cursor === undefined || pages === MOST_PAGES) break;
      const next = await this.#send(prepared, identity, step, { cursor });
      if (typeof next === 'string') break;
      page = next;
    }
    const { outcome } = first;
    return {
      outcome: outcome.kind === 'allowed' ? { ...outcome, listed } : outcome,
      exchange: first.exchange.id,
    };
  }

  /** One request, sent again as often as the server asks to wait. A sentence instead when it cannot be made. */
  async #send(
    prepared: PreparedCaller,
    identity: IdentityName,
    step: StepId,
    params: Readonly<Record<string, unknown>>,
  ): Promise<Sent | string> {
    let renewed = false;
    for (let waits = 0; ; waits += 1) {
      const made = prepared.request(step, params);
      if (made.kind === 'not-possible') return made.why;
      const { hop, refused } = await followRedirects(
        made.request,
        (request, redirectOf) => this.#record(prepared, identity, step, request, redirectOf),
        (chain, response) => decideMcpRedirect(chain, response, secretHeaders(prepared)),
      );
      const { captured, recorded: exchange } = hop;
      const { bodyText } = captured;
      const lost = renewed ? undefined : lostSession(prepared, exchange);
      if (lost !== undefined) {
        renewed = true;
        await prepared.renewed(lost);
        continue;
      }
      const wait = retryAfter(captured, Date.now(), waits);
      if (wait === undefined || waits === MOST_WAITS || this.#pool.halted)
        return { exchange, outcome: this.#outcome(exchange, bodyText, refused), bodyText };
      this.#pool.holdUntil(Date.now() + wait);
      await this.#pool.pause(wait);
    }
  }

  /** One hop of a request, recorded as an exchange of its own. */
  async #record(
    prepared: PreparedCaller,
    identity: IdentityName,
    step: StepId,
    request: RequestContent,
    redirectOf: EventId | undefined,
  ): Promise<Hop & { readonly recorded: EventOf<'exchange'> }> {
    const captured = await this.#capture(prepared, request);
    this.#countFailure(captured);
    const { bodyText: _body, ...kept } = captured;
    const recorder = this.#ports.recorderOf(identity);
    const exchange = recorder.append({
      kind: 'exchange',
      stage: 'mcp',
      step,
      draft: 0,
      from: 'keyhole',
      to: 'mcp-server',
      ...(redirectOf === undefined ? {} : { redirectOf }),
      ...kept,
    });
    const recorded = recorder.trace.event(exchange);
    if (recorded.kind !== 'exchange') throw new Error('the trace does not hold what was recorded');
    return { exchange, captured, recorded };
  }

  /** @param refused why a redirect was not followed */
  #outcome(
    exchange: EventOf<'exchange'>,
    bodyText: string | undefined,
    refused: string | undefined,
  ): CellOutcome {
    if (exchange.failure?.code === 'aborted' && this.#signal.aborted)
      return notRun('cancelled', 'The run was cancelled while it waited for the answer.');
    return refused === undefined ? outcomeOf(exchange, bodyText) : { kind: 'failed', said: refused };
  }

  /** A target that is gone is asked no more: every cell would wait for the same failure. */
  #countFailure({ failure }: Captured): void {
    const gone = failure !== undefined && ['dns', 'refused', 'tls'].includes(failure.code);
    this.#failuresInARow = gone ? this.#failuresInARow + 1 : 0;
    if (gone) this.#lastFailure = failure.message;
  }

  #capture({ caller }: PreparedCaller, request: RequestContent): Promise<Captured> {
    const { capture, bodies, ca } = this.#ports;
    const { bodyLimit, timeout } = caller.settings;
    return capture.send(request, {
      bodyLimit,
      timeout,
      bodies,
      signal: this.#signal,
      ...(ca === undefined ? {} : { ca }),
      ...stopAtAnswer(request),
    });
  }
}
