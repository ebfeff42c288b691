import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArrowRow, Diagram, DiagramRow } from '../../../shared/diagram/diagram.ts';
import { isArrow } from '../../../shared/diagram/diagram.ts';
import { layoutDiagram, layoutSession } from '../../../shared/diagram/layout.ts';
import { rowAt, rowsBetween } from '../../../shared/diagram/window.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import type { FixtureTrace } from '../../fixtures/traces/trace-builder.ts';
import {
  branchedTrace,
  failedTrace,
  honestTrace,
  issuerMismatchTrace,
  longTrace,
  pendingTrace,
  signInTrace,
} from '../../fixtures/traces/traces.ts';

const lay = (trace: FixtureTrace): Diagram => layoutDiagram(foldTrace(trace.events));
const arrows = (diagram: Diagram): ArrowRow[] => diagram.rows.filter(isArrow);
const notes = (diagram: Diagram): string[] =>
  diagram.rows.flatMap((row) => (row.kind === 'note' ? [row.note.kind] : []));
const sketch = (row: ArrowRow): string =>
  `${row.kind}: ${row.from} > ${row.to} ${row.label} ${
    row.outcome.kind === 'status' ? row.outcome.status : row.outcome.kind
  }`;

describe('the layout of a flow', () => {
  it('draws every arrow of an honest flow, lane to lane, in order', () => {
    expect(arrows(lay(honestTrace())).map(sketch)).toEqual([
      'exchange: keyhole > mcp-server POST /mcp · server/discover 401',
      'exchange: keyhole > mcp-server GET /.well-known/oauth-protected-resource/mcp 200',
      'exchange: keyhole > authorization-server GET /.well-known/oauth-authorization-server/customers 200',
      'exchange: keyhole > authorization-server POST /customers/register 201',
      'opened: keyhole > browser GET /customers/authorize?… unseen',
      'callback: browser > keyhole GET /callback?… arrived',
      'exchange: keyhole > authorization-server POST /customers/token 200',
      'exchange: keyhole > mcp-server POST /mcp · server/discover 200',
      'exchange: keyhole > mcp-server POST /mcp · tools/list 200',
    ]);
  });

  it('puts a line where each stage begins, with the status of the stage', () => {
    const stages = lay(issuerMismatchTrace()).rows.flatMap((row) =>
      row.kind === 'stage' ? [`${row.stage} ${row.status}`] : [],
    );
    expect(stages).toEqual(['challenge done', 'resource-metadata done', 'server-metadata refused']);
  });

  it('shows the pending draft last and dashed', () => {
    const last = lay(pendingTrace()).rows.at(-1);
    expect(last).toMatchObject({
      kind: 'draft',
      label: 'POST /customers/register',
      outcome: { kind: 'pending' },
    });
  });

  it('shows no dashed draft once the browser has it, but the question', () => {
    const diagram = lay(signInTrace());
    expect(arrows(diagram).some((row) => row.kind === 'draft')).toBe(false);
    expect(diagram.rows.at(-1)).toMatchObject({
      note: { kind: 'waiting', question: 'sign-in', answered: false },
    });
  });

  it('marks the question answered when the callback has come', () => {
    const waiting = lay(honestTrace()).rows.find((row) => row.kind === 'note' && row.note.kind === 'waiting');
    expect(waiting).toMatchObject({ note: { answered: true } });
  });

  it('says what was refused, and counts a finding at its first evidence only', () => {
    const diagram = lay(issuerMismatchTrace());
    expect(notes(diagram)).toEqual(['started', 'refused']);
    expect(arrows(diagram).map((row) => row.findings)).toEqual([
      { passed: 3, failed: 0 },
      { passed: 2, failed: 0 },
      { passed: 1, failed: 1, worst: 'error' },
    ]);
  });

  it('marks a row overridden when the person went on past its finding', () => {
    const { events } = issuerMismatchTrace();
    const refused = events.at(-1);
    if (refused?.kind !== 'refused') throw new Error('fixture changed');
    const trace = foldTrace(events);
    trace.append({
      id: refused.id + 1,
      parent: refused.id,
      at: refused.at + 1,
      identity: 'default',
      kind: 'override',
      ruleId: refused.ruleId,
      finding: refused.finding,
    });
    const rows = arrows(layoutDiagram(trace));
    expect(rows.map((row) => row.overridden)).toEqual([false, false, true]);
    expect(notes(layoutDiagram(trace))).toEqual(['started', 'refused', 'overridden']);
  });

  it('keeps the failure of an exchange without a response', () => {
    expect(arrows(lay(failedTrace()))[0]?.outcome).toMatchObject({ kind: 'failure', code: 'refused' });
  });

  it('marks the edited draft, and both other branches where they left', () => {
    const diagram = lay(branchedTrace());
    expect(diagram.rows.at(-1)).toMatchObject({ kind: 'draft', edited: true });
    const marks = diagram.rows.flatMap((row) => row.branches.map((mark) => ({ at: row.key, ...mark })));
    expect(marks).toHaveLength(1);
    expect(marks[0]).toMatchObject({
      exchanges: 2,
      label: 'POST /customers/register',
      outcome: { status: 400 },
    });
  });

  it('shows the way forward as a branch after a step back', () => {
    const { events } = honestTrace();
    const trace = foldTrace(events);
    const draft = events.find((event) => event.kind === 'draft' && event.step === 'token-code');
    if (!draft) throw new Error('fixture changed');
    trace.append({
      id: events.length + 1,
      parent: draft.id,
      at: draft.at,
      identity: 'default',
      kind: 'moved',
    });
    const diagram = layoutDiagram(trace);
    expect(diagram.rows.at(-1)).toMatchObject({ kind: 'draft', step: 'token-code' });
    const marks = diagram.rows.flatMap((row) => row.branches);
    expect(marks).toEqual([
      expect.objectContaining({ tip: events.length, exchanges: 3, label: 'POST /mcp · tools/list' }),
    ]);
  });

  it('leaves no branch behind when the head only moved', () => {
    const trace = foldTrace(pendingTrace().events);
    const end = trace.events.length;
    trace.append({ id: end + 1, parent: 3, at: 0, identity: 'default', kind: 'moved' });
    expect(layoutDiagram(trace).rows.flatMap((row) => row.branches)).toHaveLength(1);
    trace.append({ id: end + 2, parent: end, at: 0, identity: 'default', kind: 'moved' });
    const marks = layoutDiagram(trace).rows.flatMap((row) => row.branches);
    expect(marks).toHaveLength(0);
  });

  it('lays out an empty session as nothing', () => {
    expect(layoutDiagram(foldTrace([]))).toEqual({ rows: [], height: 0 });
  });
});

const stories = fc.constantFrom(
  honestTrace,
  pendingTrace,
  signInTrace,
  issuerMismatchTrace,
  failedTrace,
  branchedTrace,
);

describe('any prefix of a trace', () => {
  it('lays out, and its settled rows are a prefix of the rows that come later', () => {
    fc.assert(
      fc.property(stories, fc.nat(), (story, seed) => {
        const { events } = story();
        const full = foldTrace(events);
        const length = seed % (events.length + 1);
        const prefix = layoutDiagram(foldTrace(events.slice(0, length)));
        if (length === 0) return prefix.rows.length === 0;
        // The head may have moved since: compare with any later point that grew from here.
        const later = full.path(
          full.events.findLast((event) => full.path(event.id).includes(length))?.id ?? length,
        );
        const grown = layoutSession(full, full.sessionAt(later.at(-1) ?? length));
        const settled = prefix.rows.filter((row) => row.kind !== 'draft').map((row) => row.key);
        expect(grown.rows.slice(0, settled.length).map((row) => row.key)).toEqual(settled);
        return true;
      }),
      { numRuns: 200 },
    );
  });

  it('stacks rows without gap or overlap', () => {
    fc.assert(
      fc.property(stories, fc.nat(), (story, seed) => {
        const { events } = story();
        const diagram = layoutDiagram(foldTrace(events.slice(0, seed % (events.length + 1))));
        let y = 0;
        for (const row of diagram.rows) {
          expect(row.y).toBe(y);
          y += row.height;
        }
        expect(diagram.height).toBe(y);
        expect(new Set(diagram.rows.map((row) => row.key)).size).toBe(diagram.rows.length);
      }),
    );
  });
});

describe('the window on a long diagram', () => {
  const diagram = lay(longTrace(500));

  it('finds the row at every height', () => {
    for (const row of diagram.rows) {
      expect(diagram.rows[rowAt(diagram, row.y)]).toBe(row);
      expect(diagram.rows[rowAt(diagram, row.y + row.height - 1)]).toBe(row);
    }
    expect(rowAt(diagram, -5)).toBe(0);
    expect(rowAt(diagram, diagram.height + 5)).toBe(diagram.rows.length - 1);
    expect(rowAt({ rows: [] }, 0)).toBe(-1);
  });

  it('holds exactly the rows that reach into it', () => {
    const [top, bottom] = [5000, 5600];
    const inside = (row: DiagramRow): boolean => row.y + row.height > top && row.y <= bottom;
    expect(rowsBetween(diagram, top, bottom)).toEqual(diagram.rows.filter(inside));
  });
});
