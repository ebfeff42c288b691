import type { NoticeListener } from '../../shared/contract.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';

interface Queued {
  readonly event: TraceEvent;
  readonly asJson: string | undefined;
}

/** Events of one turn of the loop travel together. */
export class EventQueue {
  readonly #tell: NoticeListener;
  readonly #pending = new Map<string, Queued[]>();

  constructor(tell: NoticeListener) {
    this.#tell = tell;
  }

  /** @param asJson the event as JSON, where it is known: a large one is not written twice */
  add(session: string, event: TraceEvent, asJson?: string): void {
    const queue = this.#pending.get(session);
    if (queue) {
      queue.push({ event, asJson });
      return;
    }
    this.#pending.set(session, [{ event, asJson }]);
    setImmediate(() => this.flush(session));
  }

  /** Tells what waits of a session. */
  flush(session: string): void {
    const queue = this.#pending.get(session);
    this.#pending.delete(session);
    if (!queue) return;
    const events = queue.map(({ event }) => event);
    if (queue.every(({ asJson }) => asJson === undefined)) {
      this.#tell({ topic: 'events', session, events });
      return;
    }
    this.#tell({ topic: 'events', session, events }, () => {
      const texts = queue.map(({ event, asJson }) => asJson ?? JSON.stringify(event));
      return `{"topic":"events","session":${JSON.stringify(session)},"events":[${texts.join()}]}`;
    });
  }
}
