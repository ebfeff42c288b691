// The layout: a trace and an identity in, rows with a place out. Deterministic and linear in the trace.

import type { EventId, IdentityName, Severity, TraceEvent } from '../trace/event.ts';
import type { Trace } from '../trace/fold.ts';
import type { EventOf, Session } from '../trace/session.ts';
import { branchesOf, outcomeOf } from './branches.ts';
import type { ArrowRow, Diagram, DiagramRow, FindingCount, Note, NoteRow } from './diagram.ts';
import { ROW_HEIGHT } from './diagram.ts';
import { requestLabel } from './label.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface MutableCount {
  passed: number;
  failed: number;
  worst?: Severity;
}

const WEIGHT: Record<Severity, number> = { info: 0, warning: 1, error: 2 };

/**
 * Event of the row that a finding belongs to, for every finding of a session: its first evidence, read through to the
 * exchange when that names a draft; a finding without evidence belongs to the exchange before it.
 */
export function homesOfFindings(session: Session): ReadonlyMap<EventId, EventId> {
  const rowOfDraft = new Map<EventId, EventId>();
  const rows = new Set<EventId>();
  for (const event of session.events) {
    if (event.kind === 'exchange' || event.kind === 'callback' || event.kind === 'browser-opened') {
      rows.add(event.id);
      if (event.kind !== 'callback' && !rowOfDraft.has(event.draft)) rowOfDraft.set(event.draft, event.id);
    }
  }
  const pending = session.draft?.event.id;
  const homes = new Map<EventId, EventId>();
  let last: EventId | undefined;
  for (const event of session.events) {
    if (rows.has(event.id)) last = event.id;
    if (event.kind !== 'finding') continue;
    const seen = event.evidence[0]?.event;
    const home =
      seen === undefined
        ? last
        : rows.has(seen)
          ? seen
          : (rowOfDraft.get(seen) ?? (seen === pending ? seen : last));
    if (home !== undefined) homes.set(event.id, home);
  }
  return homes;
}

function countFindings(session: Session): Map<EventId, MutableCount & { overridden: boolean }> {
  const homes = homesOfFindings(session);
  const counts = new Map<EventId, MutableCount & { overridden: boolean }>();
  for (const finding of session.findings) {
    const home = homes.get(finding.id);
    if (home === undefined) continue;
    let count = counts.get(home);
    if (!count) counts.set(home, (count = { passed: 0, failed: 0, overridden: false }));
    if (finding.verdict === 'pass') count.passed += 1;
    // A note is worth reading and is no fault: it counts as little here as where it is told.
    if (finding.verdict !== 'fail' || finding.severity === 'info') continue;
    count.failed += 1;
    if (count.worst === undefined || WEIGHT[finding.severity] > WEIGHT[count.worst]) {
      count.worst = finding.severity;
    }
    if (session.overrides.has(finding.ruleId)) count.overridden = true;
  }
  return counts;
}

const NO_FINDINGS: FindingCount = { passed: 0, failed: 0 };

/** Lays out the path to `session.head`, from the flow's start, with marks where other branches leave it. */
export function layoutSession(trace: Trace, session: Session): Diagram {
  const counts = countFindings(session);
  const edited = new Set<EventId>();
  const openedDrafts = new Set<EventId>();
  const byDraft = new Map<EventId, EventOf<'draft'>>();
  for (const event of session.events) {
    if (event.kind === 'draft-edited') edited.add(event.draft);
    if (event.kind === 'browser-opened') openedDrafts.add(event.draft);
    if (event.kind === 'draft') byDraft.set(event.id, event);
  }
  const rows: Mutable<DiagramRow>[] = [];
  for (const event of session.events) {
    const row = rowOf(event, session, byDraft, edited);
    if (row) rows.push(withFindings(row, counts));
  }
  const { draft } = session;
  if (draft && !openedDrafts.has(draft.event.id)) {
    rows.push(withFindings(draftRow(draft.event, draft.request, draft.edited), counts));
  }
  markBranches(trace, session, rows);
  let y = 0;
  for (const row of rows) {
    row.y = y;
    row.height += row.branches.length * ROW_HEIGHT.branch;
    y += row.height;
  }
  return { rows, height: y };
}

/** Lays out an identity's session at its head. */
export function layoutDiagram(trace: Trace, identity: IdentityName = 'default'): Diagram {
  return layoutSession(trace, trace.session(identity));
}

function withFindings(
  row: DiagramRow,
  counts: ReadonlyMap<EventId, MutableCount & { overridden: boolean }>,
): Mutable<DiagramRow> {
  if (row.kind === 'note' || row.kind === 'stage') return row;
  const count = counts.get(row.event);
  if (!count) return row;
  const { overridden, ...findings } = count;
  return { ...row, findings, overridden };
}

function markBranches(trace: Trace, session: Session, rows: Mutable<DiagramRow>[]): void {
  if (rows.length === 0) return;
  const path = new Set(trace.path(session.head));
  const marks = branchesOf(trace, session.identity, path);
  if (marks.size === 0) return;
  // The row after which a branch leaves is the last one made of events at or before that point of the path.
  let at = 0;
  let next = 0;
  const from = new Map<number, DiagramRow['branches'][number][]>();
  const add = (row: number, of: EventId): void => {
    const leaving = marks.get(of);
    if (leaving) from.set(row, [...(from.get(row) ?? []), ...leaving]);
  };
  add(0, 0);
  for (const id of path) {
    while (next < rows.length && (rows[next]?.event ?? 0) <= id && isSettled(rows[next])) {
      at = next;
      next += 1;
    }
    add(at, id);
  }
  for (const [index, branches] of from) {
    const row = rows[index];
    if (row) row.branches = branches;
  }
}

function isSettled(row: DiagramRow | undefined): boolean {
  return row !== undefined && row.kind !== 'draft';
}

function draftRow(event: EventOf<'draft'>, request: EventOf<'draft'>['request'], edited: boolean): ArrowRow {
  return {
    ...base(event, 'draft', ROW_HEIGHT.arrow),
    kind: 'draft',
    stage: event.stage,
    step: event.step,
    from: event.by,
    to: event.to,
    label: requestLabel(request),
    url: request.url,
    outcome: { kind: 'pending' },
    findings: NO_FINDINGS,
    edited,
    overridden: false,
  };
}

function base(
  event: TraceEvent,
  kind: string,
  height: number,
): Pick<NoteRow, 'key' | 'event' | 'at' | 'y' | 'height' | 'branches'> {
  return { key: `${event.id}:${kind}`, event: event.id, at: event.at, y: 0, height, branches: [] };
}

function rowOf(
  event: TraceEvent,
  session: Session,
  drafts: ReadonlyMap<EventId, EventOf<'draft'>>,
  edited: ReadonlySet<EventId>,
): DiagramRow | undefined {
  switch (event.kind) {
    case 'stage-entered':
      return {
        ...base(event, 'stage', ROW_HEIGHT.stage),
        kind: 'stage',
        stage: event.stage,
        status: session.stages.get(event.stage)?.status ?? 'pending',
        ...(event.why === undefined ? {} : { why: event.why }),
      };
    case 'exchange': {
      const kind =
        event.step === 'authorize-hop' ? 'hop' : event.redirectOf === undefined ? 'exchange' : 'redirect';
      return {
        ...base(event, 'exchange', ROW_HEIGHT.arrow),
        kind,
        stage: event.stage,
        step: event.step,
        from: event.from,
        to: event.to,
        label: requestLabel(event.request),
        url: event.request.url,
        outcome: outcomeOf(event),
        duration: event.timing.total,
        findings: NO_FINDINGS,
        edited: event.edited ?? edited.has(event.draft),
        overridden: false,
      };
    }
    case 'browser-opened': {
      const draft = drafts.get(event.draft);
      return {
        ...base(event, 'opened', ROW_HEIGHT.oneWay),
        kind: 'opened',
        stage: draft?.stage ?? 'authorization-request',
        step: draft?.step,
        from: 'keyhole',
        to: 'browser',
        label: requestLabel({ method: 'GET', url: event.url, headers: [] }),
        url: event.url,
        outcome: { kind: 'unseen' },
        findings: NO_FINDINGS,
        edited: edited.has(event.draft),
        overridden: false,
      };
    }
    case 'callback': {
      const error = /[?&#]error=([^&#]*)/.exec(event.url)?.[1];
      return {
        ...base(event, 'callback', ROW_HEIGHT.oneWay),
        kind: 'callback',
        stage: 'authorization-response',
        step: undefined,
        from: 'browser',
        to: 'keyhole',
        label: requestLabel({ method: 'GET', url: event.url, headers: [] }),
        url: event.url,
        outcome: { kind: 'arrived', ...(error === undefined ? {} : { error }) },
        findings: NO_FINDINGS,
        edited: false,
        overridden: false,
      };
    }
    default: {
      const note = noteOf(event, session);
      if (!note) return undefined;
      const stage = 'stage' in event ? event.stage : undefined;
      return { ...base(event, 'note', ROW_HEIGHT.note), kind: 'note', stage, note };
    }
  }
}

function noteOf(event: TraceEvent, session: Session): Note | undefined {
  switch (event.kind) {
    case 'flow-started':
      return { kind: 'started', target: event.target, revision: event.settings.revision };
    case 'refused':
      return {
        kind: 'refused',
        ruleId: event.ruleId,
        finding: event.finding,
        overridden: session.overrides.has(event.ruleId),
      };
    case 'failed':
      return { kind: 'failed', message: event.message };
    case 'override':
      return { kind: 'overridden', ruleId: event.ruleId };
    case 'waiting':
      return {
        kind: 'waiting',
        question: event.question.kind,
        answered: session.question?.event !== event.id,
      };
    case 'answered':
      return { kind: 'answered', how: event.how };
    case 'action': {
      const { action } = event;
      const subject = 'name' in action ? action.name : 'uri' in action ? action.uri : undefined;
      return { kind: 'action', action: action.kind, ...(subject === undefined ? {} : { subject }) };
    }
    case 'completed':
      return { kind: 'completed' };
    case 'signed-out':
      return { kind: 'signed-out' };
    default:
      return undefined;
  }
}
