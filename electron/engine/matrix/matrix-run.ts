// One run of the matrix: lists, cells, confirmations, judgement, in this order. It can be paused, cancelled and taken up
// again; what was answered stays answered.

import type { MatrixState } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/keyhole-error.ts';
import { confirmationsOf } from '../../../shared/matrix/confirm.ts';
import { discoverArguments } from '../../../shared/matrix/discover-arguments.ts';
import type { SeenAnswer } from '../../../shared/matrix/discover-arguments.ts';
import type { MatrixFold } from '../../../shared/matrix/fold.ts';
import { judgeRun } from '../../../shared/matrix/judge-run.ts';
import { promptSchema } from '../../../shared/matrix/listing.ts';
import type { MatrixRow } from '../../../shared/matrix/matrix.ts';
import { RunData } from '../../../shared/matrix/run-data.ts';
import type { BodyText } from '../../../shared/matrix/run-data.ts';
import { isSick } from '../../../shared/matrix/verdict.ts';
import type { PolicyEdit } from '../../../shared/policy/edit.ts';
import type { TraceEventBody } from '../../../shared/trace/event.ts';
import type { AskerPorts, CellToAsk } from './cell-asker.ts';
import { CellAsker } from './cell-asker.ts';
import type { CellPlace, RunRequest } from './choose-cells.ts';
import { cellsOfPeople, chooseCells, keyOf, lacksArguments, mayTellArguments } from './choose-cells.ts';
import type { PolicyDesk } from './policy-desk.ts';
import { Pool } from './pool.ts';

/** Rounds of confirmations: each may show what the next has to ask. */
const MOST_ROUNDS = 4;

/** What a run needs of its session. */
export interface RunPorts extends Omit<AskerPorts, 'onListed'> {
  readonly fold: MatrixFold;
  readonly desk: PolicyDesk;
  readonly bodyText: BodyText;
  /** Appends an event that belongs to no caller. */
  readonly append: (event: TraceEventBody) => void;
  /** Called before each batch: who the callers are may have changed. */
  readonly refreshCallers: () => void;
  readonly onState: (state: MatrixState) => void;
}

type Phase = MatrixState['phase'];

/** Runs a matrix. One thing at a time; a second one is refused with `not-now`. */
export class MatrixRun {
  readonly #ports: RunPorts;
  #abort: AbortController | undefined;
  #pool: Pool | undefined;
  #paused: RunRequest | undefined;
  #phase: Phase = 'rests';
  #planned = 0;
  #done = 0;
  readonly #asking = new Set<CellPlace>();
  /** Cells of this run that need not be asked when it is resumed. */
  readonly #answered = new Set<string>();

  constructor(ports: RunPorts) {
    this.#ports = ports;
  }

  get busy(): boolean {
    return this.#abort !== undefined;
  }

  get state(): MatrixState {
    const waitsUntil = this.#pool?.heldUntil;
    return {
      phase: this.#phase,
      planned: this.#planned,
      done: this.#done,
      asking: [...this.#asking],
      ...(this.#abort?.signal.aborted === false && this.#pool?.halted === true ? { pausing: true } : {}),
      ...(waitsUntil === undefined ? {} : { waitsUntil }),
      ...(this.#ports.desk.canUndo ? { canUndo: true } : {}),
      ...(this.#ports.desk.canRedo ? { canRedo: true } : {}),
    };
  }

  /** Asks for the lists, plans, and looks for arguments in what can be asked without any. Reads only. */
  async discover(): Promise<void> {
    await this.#exclusively('discovers', async (signal) => {
      const { desk, fold } = this.#ports;
      const lists = desk.plan.rows.filter(({ kind }) => kind === 'list');
      desk.forgetListing();
      await this.#ask(cellsOfPeople(fold, lists, true), signal);
      if (signal.aborted) return;
      for (const row of lists) {
        for (const { answer, column } of fold.row(row.id)) {
          const refused = answer?.outcome.kind === 'denied' && answer.outcome.how === 'http-401';
          if (refused && column.definition.source.kind === 'nobody') desk.markClosed();
        }
      }
      this.#replan();
      const telling = desk.plan.rows.filter(mayTellArguments);
      if (!desk.plan.rows.some(lacksArguments) || telling.length === 0) return;
      await this.#ask(cellsOfPeople(fold, telling, false), signal);
      if (signal.aborted) return;
      desk.setFound(this.#found(telling));
      this.#replan();
    });
  }

  /** Asks the cells named, or all that are open. */
  async run(cells: readonly CellPlace[] | undefined, consent: readonly string[]): Promise<void> {
    await this.#start({ cells, consent });
  }

  async resume(): Promise<void> {
    const request = this.#paused;
    if (!request) throw new KeyholeError('not-now', 'Nothing is paused.');
    await this.#start(request);
  }

  /** Nothing more begins; what is under way ends. */
  pause(): void {
    if (this.#phase !== 'runs' && this.#phase !== 'confirms')
      throw new KeyholeError('not-now', 'Nothing is running that could be paused.');
    this.#pool?.halt();
    this.#tell();
  }

  cancel(): void {
    this.#paused = undefined;
    this.#abort?.abort();
    if (!this.#abort && this.#phase === 'paused') this.#enter('rests');
  }

  /** Changes the policy. Cells are judged anew. */
  edit(text: string | undefined, edits: readonly PolicyEdit[]): void {
    this.#change((desk) => desk.edit(text, edits));
  }

  /** Takes back the last change of the policy. */
  undo(): void {
    this.#change((desk) => desk.undo());
  }

  /** Makes it again. */
  redo(): void {
    this.#change((desk) => desk.redo());
  }

  #change(how: (desk: PolicyDesk) => void): void {
    if (this.busy)
      throw new KeyholeError('not-now', 'A run is under way. Pause or cancel it to change what is expected.');
    how(this.#ports.desk);
    this.#replan();
    this.#judge();
    this.#tell();
  }

  /** Takes over how the identities stand now. A run that is under way goes on as it began. */
  identitiesChanged(): void {
    if (this.busy) return;
    const { version } = this.#ports.fold;
    this.#refreshColumns();
    if (this.#ports.fold.version !== version) this.#judge();
  }

  #refreshColumns(): void {
    this.#ports.refreshCallers();
    this.#replan();
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#tell();
  }

  #tell(): void {
    this.#ports.onState(this.state);
  }

  #replan(): void {
    const edited = this.#ports.desk.replan();
    if (edited) this.#ports.append(edited);
  }

  async #exclusively(phase: Phase, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#abort)
      throw new KeyholeError('not-now', 'A run is under way. Wait for it, pause or cancel it.');
    const abort = new AbortController();
    this.#abort = abort;
    this.#planned = 0;
    this.#done = 0;
    this.#enter(phase);
    try {
      this.#refreshColumns();
      await work(abort.signal);
    } finally {
      this.#abort = undefined;
      this.#pool = undefined;
      this.#asking.clear();
      this.#enter(this.#paused ? 'paused' : 'rests');
    }
  }

  async #start(request: RunRequest): Promise<void> {
    await this.#exclusively('runs', async (signal) => {
      this.#paused = undefined;
      this.#answered.clear();
      const { reading, changing, held } = chooseCells(this.#ports.fold, request);
      if (request.cells && reading.length + changing.length === 0 && held.length > 0)
        throw new KeyholeError('not-now', 'These calls change something on the server: agree to them first.');
      this.#planned = reading.length + changing.length;
      for (const cell of request.cells ? [] : held)
        this.#asker(signal).skip(
          cell,
          'needs-consent',
          `${cell.row.effectWhy} It is called only when you agree to it.`,
        );
      await this.#ask(reading, signal);
      if (!this.#halted(signal)) await this.#confirm(signal);
      // What changes something comes last and one by one: an answer must not depend on who was faster.
      if (!this.#halted(signal)) {
        this.#phase = 'runs';
        await this.#ask(changing, signal, 1);
      }
      if (this.#pool?.halted === true && !signal.aborted)
        this.#paused = this.#left(request, reading, changing);
      this.#judge();
    });
  }

  /** What of a request is still to be done. */
  #left(request: RunRequest, ...asked: readonly (readonly CellToAsk[])[]): RunRequest {
    if (!request.cells) return request;
    const cells = asked
      .flat()
      .map((cell) => ({ row: cell.row.id, identity: cell.identity }))
      .filter((place) => !this.#answered.has(keyOf(place)));
    return { ...request, cells };
  }

  #halted(signal: AbortSignal): boolean {
    return signal.aborted || this.#pool?.halted === true;
  }

  #found(rows: readonly MatrixRow[]) {
    const { fold, desk } = this.#ports;
    const run = this.#data();
    const answers = rows.flatMap((row) =>
      fold.row(row.id).flatMap(({ answer, column }): SeenAnswer[] => {
        const result = answer?.outcome.kind === 'allowed' ? run.resultOf(answer) : undefined;
        const { name, level } = column.definition;
        return result ? [{ tool: row.name, identity: name, seesAll: level === 'admin', result }] : [];
      }),
    );
    const { tools, prompts } = desk.listing;
    return discoverArguments(answers, [
      ...[...tools].map(([name, tool]) => ({ name, inputSchema: tool['inputSchema'] })),
      ...[...prompts].map(([name, prompt]) => ({
        name: `prompt:${name}`,
        inputSchema: promptSchema(prompt),
      })),
    ]);
  }

  async #confirm(signal: AbortSignal): Promise<void> {
    const { fold } = this.#ports;
    this.#enter('confirms');
    for (let round = 0; round < MOST_ROUNDS && !this.#halted(signal); round += 1) {
      const cells = confirmationsOf(this.#data()).flatMap(({ row, identity, purpose, arguments: given }) => {
        const cell = fold.cell(row, identity);
        return cell ? [{ row: cell.row, identity, purpose, ...(given ? { arguments: given } : {}) }] : [];
      });
      if (cells.length === 0) return;
      this.#planned += cells.length;
      await this.#ask(cells, signal, 1);
      // Of a server that is gone nothing can be confirmed: it is asked once more when the run is taken up again.
      const told = cells.some(({ row, identity, purpose }) => {
        const answer = fold.cell(row.id, identity)?.answers.findLast((one) => one.purpose === purpose);
        return answer !== undefined && !isSick(answer.outcome);
      });
      if (!told) return;
    }
  }

  #asker(signal: AbortSignal, pool = new Pool(this.#ports.desk.plan.run, signal)): CellAsker {
    const { desk } = this.#ports;
    return new CellAsker(
      { ...this.#ports, onListed: (identity, method, result) => desk.addListed(identity, method, result) },
      pool,
      signal,
    );
  }

  async #ask(cells: readonly CellToAsk[], signal: AbortSignal, hands?: number): Promise<void> {
    const { run } = this.#ports.desk.plan;
    const pool = new Pool({ ...run, concurrency: hands ?? run.concurrency }, signal);
    this.#pool = pool;
    const asker = this.#asker(signal, pool);
    await pool.run(cells, async (cell) => {
      const place = { row: cell.row.id, identity: cell.identity };
      this.#asking.add(place);
      this.#tell();
      try {
        await asker.ask(cell);
      } finally {
        this.#asking.delete(place);
        this.#answered.add(keyOf(place));
        this.#done += 1;
        this.#tell();
      }
    });
  }

  #data(): RunData {
    return new RunData(this.#ports.fold, this.#ports.bodyText);
  }

  /** Says anew what is wrong. Nothing is said of a run that has not asked anything. */
  #judge(): void {
    const { fold, append } = this.#ports;
    const findings = judgeRun(this.#data());
    if (findings.length === 0 && fold.findings.length === 0) return;
    append({ kind: 'judged' });
    for (const finding of findings) append({ kind: 'finding', ...finding });
  }
}
