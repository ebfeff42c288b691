// Other branches beside a path: what a step back left behind, and how to get there.

import type { EventId, IdentityName, TraceEvent } from '../trace/event.ts';
import type { Trace } from '../trace/fold.ts';
import type { BranchMark, Outcome } from './diagram.ts';
import { requestLabel } from './label.ts';

/** Outcome of an exchange, for its arrow. */
export function outcomeOf(event: Extract<TraceEvent, { kind: 'exchange' }>): Outcome {
  if (event.response) {
    const { status, statusText } = event.response;
    return { kind: 'status', status, statusText, ok: status < 400 };
  }
  if (event.failure) return { kind: 'failure', code: event.failure.code, message: event.failure.message };
  return { kind: 'unseen' };
}

/** What is known of a branch while its events go by, oldest first. */
interface Growing {
  first: EventId;
  tip: EventId;
  exchanges: number;
  label: string;
  outcome: Outcome | undefined;
  /** Something happened on it: a head that only moved leaves no branch behind. */
  worthShowing: boolean;
}

/**
 * Branches that leave `path`, by the event of the path they leave after (0: before its first).
 * One mark for each first event off the path, however often that branch forks again.
 */
export function branchesOf(
  trace: Trace,
  identity: IdentityName,
  path: ReadonlySet<EventId>,
): ReadonlyMap<EventId, readonly BranchMark[]> {
  const owner = new Map<EventId, Growing>();
  const leaving = new Map<EventId, Growing[]>();
  // A trace without a branch is the common case, and then every event is on the path.
  if (path.size === trace.events.length) return new Map();
  for (const event of trace.events) {
    if (path.has(event.id) || event.identity !== identity) continue;
    let branch = owner.get(event.parent);
    if (!branch) {
      branch = {
        first: event.id,
        tip: event.id,
        exchanges: 0,
        label: '',
        outcome: undefined,
        worthShowing: false,
      };
      const from = path.has(event.parent) ? event.parent : 0;
      const others = leaving.get(from);
      if (others) others.push(branch);
      else leaving.set(from, [branch]);
    }
    owner.set(event.id, branch);
    grow(branch, event);
  }
  const marks = new Map<EventId, BranchMark[]>();
  for (const [from, branches] of leaving) {
    const shown = branches.filter((branch) => branch.worthShowing);
    if (shown.length > 0) marks.set(from, shown.map(toMark));
  }
  return marks;
}

function grow(branch: Growing, event: TraceEvent): void {
  if (event.kind === 'moved') return;
  branch.tip = event.id;
  if (event.kind === 'exchange') {
    branch.exchanges += 1;
    branch.label = requestLabel(event.request);
    branch.outcome = outcomeOf(event);
    branch.worthShowing = true;
  } else if (event.kind === 'callback') {
    branch.label = 'callback';
    branch.outcome = { kind: 'arrived' };
    branch.worthShowing = true;
  } else if (event.kind === 'draft-edited') {
    if (branch.label === '') branch.label = requestLabel(event.request);
    branch.worthShowing = true;
  } else if (event.kind === 'browser-opened') {
    branch.label = event.url;
    branch.worthShowing = true;
  }
}

function toMark(branch: Growing): BranchMark {
  return {
    tip: branch.tip,
    first: branch.first,
    exchanges: branch.exchanges,
    label: branch.label,
    ...(branch.outcome ? { outcome: branch.outcome } : {}),
  };
}
