// What the sequence diagram is: rows with a place, between four lanes. Data only; `layout.ts` makes it, a screen or an
// export draws it. This folder may import types of shared/trace; it knows no DOM and no words of the interface.

import type { EventId, Lane, Severity, StageId, StepId } from '../trace/event.ts';
import type { StageStatus } from '../trace/session.ts';

/** The lanes from left to right. */
export const LANES = ['browser', 'keyhole', 'mcp-server', 'authorization-server'] as const satisfies Lane[];

/** How an arrow ended. `pending` is a draft that nobody sent, `unseen` a hop that Keyhole could not watch. */
export type Outcome =
  | { readonly kind: 'status'; readonly status: number; readonly statusText: string; readonly ok: boolean }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string }
  | { readonly kind: 'pending' }
  | { readonly kind: 'arrived'; readonly error?: string }
  | { readonly kind: 'unseen' };

/** Findings whose evidence lies in the row's event. `worst` is that of the failed ones. */
export interface FindingCount {
  readonly passed: number;
  readonly failed: number;
  readonly worst?: Severity;
}

/** Another branch that leaves the shown path after a row. */
export interface BranchMark {
  /** The branch's newest event: where a click moves the head. */
  readonly tip: EventId;
  /** The first event of the branch: what tells two branches of one row apart. */
  readonly first: EventId;
  readonly exchanges: number;
  /** Label and outcome of the last arrow on it. */
  readonly label: string;
  readonly outcome?: Outcome;
}

interface RowBase {
  /** Stable over appends: `<event>:<kind>`. */
  readonly key: string;
  /** The event that the row stands for. */
  readonly event: EventId;
  /** Epoch milliseconds of the event. */
  readonly at: number;
  /** Top edge and height in the diagram's own units (CSS pixels at 100 %). */
  readonly y: number;
  readonly height: number;
  readonly branches: readonly BranchMark[];
}

/** Something that travels from lane to lane. */
export interface ArrowRow extends RowBase {
  readonly kind: 'exchange' | 'redirect' | 'hop' | 'draft' | 'opened' | 'callback';
  readonly stage: StageId;
  readonly step: StepId | undefined;
  readonly from: Lane;
  readonly to: Lane;
  /** `POST /register`, with the MCP method after it when there is one. */
  readonly label: string;
  /** The whole URL, for whoever wants it untrimmed. */
  readonly url: string;
  readonly outcome: Outcome;
  /** Milliseconds, when something was timed. */
  readonly duration?: number;
  readonly findings: FindingCount;
  readonly edited: boolean;
  /** A failed rule of this row was overridden by the person. */
  readonly overridden: boolean;
}

export type Note =
  | { readonly kind: 'started'; readonly target: string; readonly revision: string }
  | {
      readonly kind: 'refused';
      readonly ruleId: string;
      readonly finding: EventId;
      readonly overridden: boolean;
    }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'overridden'; readonly ruleId: string }
  | {
      readonly kind: 'waiting';
      readonly question: 'choose-authorization-server' | 'client-information' | 'sign-in';
      readonly answered: boolean;
    }
  | { readonly kind: 'answered'; readonly how: string }
  | { readonly kind: 'action'; readonly action: string; readonly subject?: string }
  | { readonly kind: 'completed' }
  | { readonly kind: 'signed-out' };

/** Something that happened without travelling. */
export interface NoteRow extends RowBase {
  readonly kind: 'note';
  readonly stage: StageId | undefined;
  readonly note: Note;
}

/** The line at which a stage begins. */
export interface StageRow extends RowBase {
  readonly kind: 'stage';
  readonly stage: StageId;
  readonly why?: string;
  readonly status: StageStatus;
}

export type DiagramRow = ArrowRow | NoteRow | StageRow;

export interface Diagram {
  readonly rows: readonly DiagramRow[];
  readonly height: number;
}

/** Heights of the rows: a multiple of 4 px, so that text and arrows stand on the grid. */
export const ROW_HEIGHT = { arrow: 48, oneWay: 32, note: 28, stage: 32, branch: 24 } as const;

/** Tells whether a row is an arrow. */
export function isArrow(row: DiagramRow): row is ArrowRow {
  return row.kind !== 'note' && row.kind !== 'stage';
}
