// The events of one trace on their way out, in their order: what is large is masked in a thread, and what comes after
// waits for it. Nothing leaves before it is masked.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BodyText } from '../../../shared/contract.ts';
import type { Masker } from '../../../shared/privacy/mask.ts';
import type { BodyRef, EventId, TraceEvent } from '../../../shared/trace/event.ts';
import { bodyLine, eventLine } from '../../../shared/trace/file.ts';
import type { BodyKind, ShownBody } from '../masked-bodies.ts';
import { bodyKind, shown } from '../masked-bodies.ts';
import type { WorkWatch } from '../thread/work-thread.ts';
import { isLargeEvent, LARGE } from './is-large.ts';
import type { MaskTask } from './mask-work.ts';
import type { MaskingDesk } from './masking-desk.ts';
import { SharedWait } from './shared-wait.ts';
import { withheld } from './withheld.ts';

/** What is done with what leaves. */
export interface LinePorts {
  readonly masker: Masker;
  readonly bodies: { get(hash: string): Uint8Array | undefined };
  /** Absent, everything is masked at once. */
  readonly desk: MaskingDesk | undefined;
  /** Saves lines of the trace's file; absent, nothing is saved. */
  readonly write: ((lines: string) => void) | undefined;
  /** `asJson` is the same as JSON, where it was masked as such. */
  readonly tell: (masked: TraceEvent, asJson?: string) => void;
  /** What part of a large event is masked, 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** A large body as it was masked, and how many secrets were known then. */
interface Kept {
  readonly shown: ShownBody;
  readonly named: number;
}

/** Large bodies that are kept masked: the one on the screen, and the one before. */
const KEPT = 2;

/** Masks the events of a trace in order, and its bodies. */
export class MaskLine {
  /** Everything that left, in order; grows. */
  readonly events: TraceEvent[] = [];
  readonly #ports: LinePorts;
  readonly #waiting: TraceEvent[] = [];
  readonly #afterwards: (() => void)[] = [];
  readonly #saved = new Set<string>();
  readonly #unsaved: (readonly [hash: string, of: BodyKind])[] = [];
  readonly #kept = new Map<string, Kept>();
  /** Bodies that are being masked, for whoever asks for one meanwhile. */
  readonly #underWay = new Map<string, SharedWait>();
  /** How many secrets were known when a large event had been masked. */
  readonly #large = new Map<EventId, number>();
  #moves: Promise<void> | undefined;
  #event = new AbortController();
  #all = new AbortController();

  constructor(ports: LinePorts) {
    this.#ports = ports;
  }

  /** True while events wait to be masked. */
  get isBusy(): boolean {
    return this.#waiting.length > 0;
  }

  /** Lets an event out, at once where that is cheap and nothing waits before it. */
  record(event: TraceEvent): void {
    const { desk, masker } = this.#ports;
    if (!this.isBusy && (desk === undefined || !isLargeEvent(event))) {
      this.#out(event, masker.maskEvent(event));
      if (this.#unsaved.length > 0) this.#move();
      return;
    }
    this.#waiting.push(event);
    this.#move();
  }

  /** Does something when every event so far has left: now, if none waits. */
  afterwards(todo: () => void): void {
    if (this.isBusy) this.#afterwards.push(todo);
    else todo();
  }

  /** Resolves when every event so far has left. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.afterwards(resolve));
  }

  /** Resolves when everything is saved, too. */
  async saved(): Promise<void> {
    await this.#moves;
  }

  /** Gives up the masking that is under way: what is masked then leaves without its content. */
  cancel(): void {
    this.#event.abort();
  }

  /** Ends all masking; what waits stays here. */
  close(): void {
    this.#all.abort();
    this.#event.abort();
    this.#all = new AbortController();
    this.#waiting.length = 0;
    this.#unsaved.length = 0;
    for (const todo of this.#afterwards.splice(0)) todo();
  }

  /** A body as it may be shown. */
  async body(ref: BodyRef, bytes: Uint8Array, of: BodyKind, watch?: WorkWatch): Promise<BodyText> {
    return { ref, ...(await this.masked(ref.hash, bytes, of, watch)) };
  }

  /** Bytes as they may be shown or saved. */
  async masked(hash: string, bytes: Uint8Array, of: BodyKind, asked?: WorkWatch): Promise<ShownBody> {
    const { desk, masker } = this.#ports;
    if (desk === undefined || bytes.length <= LARGE) return shown(bytes, of, masker);
    const watch = asked ?? { onProgress: () => {}, signal: this.#all.signal };
    for (;;) {
      watch.signal.throwIfAborted();
      const kept = this.#kept.get(hash);
      // What was learnt since may stand in it, too.
      if (kept?.named === masker.namings.length) return kept.shown;
      const underWay = this.#underWay.get(hash);
      if (underWay === undefined) return this.#maskBody(desk, hash, { kind: 'body', bytes, of }, watch);
      await underWay.wait(watch);
    }
  }

  async #maskBody(desk: MaskingDesk, hash: string, task: MaskTask, watch: WorkWatch): Promise<ShownBody> {
    const { masker } = this.#ports;
    const shared = new SharedWait(watch);
    this.#underWay.set(hash, shared);
    try {
      const masked = await desk.mask(masker, task, shared.watch);
      this.#kept.delete(hash);
      this.#kept.set(hash, { shown: masked, named: masker.namings.length });
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
      return masked;
    } finally {
      this.#underWay.delete(hash);
      shared.end();
    }
  }

  /** One event as a line of a file. */
  async line(event: TraceEvent, watch: WorkWatch): Promise<string> {
    const { desk, masker } = this.#ports;
    if (desk === undefined || !isLargeEvent(event)) return eventLine(masker.maskEvent(event));
    const masked = this.events[event.id - 1];
    if (masked?.id === event.id && this.#large.get(event.id) === masker.namings.length)
      return eventLine(masked);
    return `${await this.#eventText(desk, event, watch)}\n`;
  }

  async #eventText(desk: MaskingDesk, event: TraceEvent, watch: WorkWatch): Promise<string> {
    const masked = await desk.mask(this.#ports.masker, { kind: 'event', text: JSON.stringify(event) }, watch);
    if (!('text' in masked)) throw new Error('an event is text');
    return masked.text;
  }

  #move(): void {
    this.#moves ??= this.#moveAll().finally(() => {
      this.#moves = undefined;
      if (this.isBusy) this.#move();
    });
  }

  async #moveAll(): Promise<void> {
    const { desk, masker } = this.#ports;
    const all = this.#all.signal;
    for (let event = this.#waiting[0]; event !== undefined; event = this.#waiting[0]) {
      const text = desk !== undefined && isLargeEvent(event) ? await this.#patiently(desk, event) : undefined;
      if (all.aborted) return;
      this.#out(event, text === undefined ? masker.maskEvent(event) : (JSON.parse(text) as TraceEvent), text);
      this.#waiting.shift();
      if (this.#waiting.length === 0) for (const todo of this.#afterwards.splice(0)) todo();
    }
    // An exchange is followed by what it teaches: whoever looks on waits for that, and nobody for the file.
    await nextTurn();
    for (let next = this.#unsaved[0]; next !== undefined && !this.isBusy; next = this.#unsaved[0]) {
      this.#unsaved.shift();
      const [hash, of] = next;
      const bytes = this.#ports.bodies.get(hash);
      if (!bytes) continue;
      const body = await this.masked(hash, bytes, of).catch(() => undefined);
      if (body && !all.aborted) this.#ports.write?.(bodyLine({ hash, ...body }));
    }
  }

  /** An event masked in the thread, as JSON; without its content where that was given up or failed. */
  async #patiently(desk: MaskingDesk, event: TraceEvent): Promise<string> {
    this.#event = new AbortController();
    // Told at once: until the thread is up, and others in it are done, nothing else would say what is waited for.
    this.#ports.onProgress?.(0);
    try {
      const text = await this.#eventText(desk, event, {
        onProgress: (done) => this.#ports.onProgress?.(done),
        signal: this.#event.signal,
      });
      this.#large.set(event.id, this.#ports.masker.namings.length);
      return text;
    } catch {
      return JSON.stringify(this.#ports.masker.maskEvent(withheld(event)));
    }
  }

  #out(event: TraceEvent, masked: TraceEvent, text?: string): void {
    const { write, tell } = this.#ports;
    this.events.push(masked);
    if (write) write(this.#bodyLines(event) + (text === undefined ? eventLine(masked) : `${text}\n`));
    tell(masked, text);
  }

  /** The body of an exchange for the file, before it; a large one comes later. */
  #bodyLines(event: TraceEvent): string {
    const hash = event.kind === 'exchange' ? event.response?.body?.hash : undefined;
    if (event.kind !== 'exchange' || hash === undefined || this.#saved.has(hash)) return '';
    this.#saved.add(hash);
    const bytes = this.#ports.bodies.get(hash);
    if (!bytes) return '';
    const of = bodyKind(event.step);
    if (this.#ports.desk === undefined || bytes.length <= LARGE)
      return bodyLine({ hash, ...shown(bytes, of, this.#ports.masker) });
    this.#unsaved.push([hash, of]);
    return '';
  }
}
