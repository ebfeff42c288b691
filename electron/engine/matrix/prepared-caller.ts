// A caller that is made ready once for many calls: whoever waits for its token waits together, and renewing it in the
// middle of a run never happens twice at once.

import type { Caller, CallerRequest, Readiness } from '../identities/caller.ts';
import type { StepId } from '../../../shared/trace/event.ts';

/** Milliseconds for which a caller that was ready counts as ready: its margin before the end of a token is longer. */
const FRESH = 2_000;

/** JSON-RPC ids of a run begin here, far from those of the flow whose session it may share. */
const FIRST_ID = 100_000;

/** One column's caller during a run. */
export class PreparedCaller {
  readonly caller: Caller;
  #checked: { readonly at: number; readonly readiness: Promise<Readiness> } | undefined;
  #id: number;
  readonly #renewals = new Map<string, Promise<void>>();

  /** @param index position of the column: callers may share a session, and then must not share ids */
  constructor(caller: Caller, index: number) {
    this.caller = caller;
    this.#id = FIRST_ID * (index + 1);
  }

  /** Whether calls can be made now. Fails never: what goes wrong is the reason. */
  ready(signal: AbortSignal): Promise<Readiness> {
    const now = Date.now();
    if (this.#checked && now - this.#checked.at < FRESH) return this.#checked.readiness;
    const readiness = this.caller.prepare(signal).catch((error: unknown): Readiness => {
      return { ready: false, why: error instanceof Error ? error.message : String(error) };
    });
    const checked = { at: Number.POSITIVE_INFINITY, readiness };
    this.#checked = checked;
    void readiness.then(() => {
      if (this.#checked === checked) this.#checked = { at: Date.now(), readiness };
    });
    return readiness;
  }

  /** Once a session: every call that met its loss waits for the same new one. Fails never; the next answer tells. */
  renewed(lost: string): Promise<void> {
    const known = this.#renewals.get(lost);
    if (known) return known;
    const renewal = this.caller.renewSession().catch(() => {
      // Its flow is busy or the server refuses: what the call meets then is the answer.
    });
    this.#renewals.set(lost, renewal);
    return renewal;
  }

  /** One request with an id of its own. */
  request(step: StepId, params: Readonly<Record<string, unknown>>): CallerRequest {
    this.#id += 1;
    return this.caller.request(step, params, this.#id);
  }
}
