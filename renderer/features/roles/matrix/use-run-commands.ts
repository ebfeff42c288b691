import { useState } from 'react';
import type { MethodInput } from '../../../../shared/contract.ts';
import type { MatrixRow } from '../../../../shared/matrix/matrix.ts';
import { makeReport } from '../../../../shared/matrix/report.ts';
import { markdownOf } from '../../../../shared/matrix/report-texts.ts';
import { useEngine } from '../../../engine-context.ts';
import { saveText } from '../../../save-text.ts';
import { useSession } from '../../../session-store.ts';
import { saveTrace } from '../../../trace-save.ts';
import { useAsk } from '../../../use-ask.ts';
import { showRoles, type CellPlace } from '../roles-store.ts';
import { showRun, type Run } from './run-store.ts';

type PolicyEdit = NonNullable<MethodInput<'matrix.edit'>['edits']>[number];

/** Calls that may change data, and wait for somebody to agree. */
export interface ConsentQuestion {
  readonly rows: readonly MatrixRow[];
  /** Without them there is still something to run. */
  readonly canRunWithout: boolean;
  readonly answer: (agreed: boolean) => void;
}

/** What a person may do with a run; refusals of the engine appear in the notice area. */
export interface RunCommands {
  /** Asked before anything that may change data is called. */
  readonly question: ConsentQuestion | undefined;
  readonly forget: () => void;
  /** A policy was given and is being looked through: the engine is busy before it says so. */
  readonly opening: boolean;
  /** Opens a run on the session on screen, with a policy or without, and looks at what is there. */
  readonly open: (policy?: string) => Promise<void>;
  readonly run: () => void;
  readonly runAgain: () => void;
  readonly runCells: (cells: readonly CellPlace[]) => void;
  readonly discover: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly cancel: () => void;
  /** Resolves to whether it was taken. */
  readonly edit: (edits: readonly PolicyEdit[]) => Promise<boolean>;
  /** Takes back the last change of the policy, and makes it again. */
  readonly undo: () => void;
  readonly redo: () => void;
  /** Takes another policy for the run on screen, or opens a run with it. */
  readonly usePolicy: (text: string) => Promise<void>;
  readonly savePolicy: () => Promise<void>;
  readonly saveReport: (kind: 'markdown' | 'json') => void;
  readonly saveTrace: () => Promise<void>;
  readonly leave: () => void;
}

/** `shop.example.keyhole.yaml` → `shop.example`. */
function stem(target: string): string {
  return URL.canParse(target) ? new URL(target).host.replaceAll(/[^\w.-]+/g, '-') : 'matrix';
}

/** The commands for a run, and for a session that has none yet. */
export function useRunCommands(run: Run | undefined): RunCommands {
  const ask = useAsk();
  const engine = useEngine();
  const { id: session } = useSession();
  const [question, setQuestion] = useState<ConsentQuestion>();
  const [opening, setOpening] = useState(false);
  const matrix = run?.id ?? '';
  const plan = run?.fold.plan;

  /** Asks for consent where a call may change data, and then runs. */
  const start = (
    cells: readonly CellPlace[] | undefined,
    changing: readonly MatrixRow[],
    canRunWithout: boolean,
  ) => {
    const go = (consent: readonly MatrixRow[]) =>
      void ask('matrix.run', {
        matrix,
        ...(cells === undefined ? {} : { cells: [...cells] }),
        consent: consent.map(({ id }) => id),
      });
    if (changing.length === 0) {
      go([]);
      return;
    }
    setQuestion({
      rows: changing,
      canRunWithout,
      answer: (agreed) => {
        setQuestion(undefined);
        if (agreed || canRunWithout) go(agreed ? changing : []);
      },
    });
  };
  const rowsOf = (cells: readonly CellPlace[]) => {
    const ids = new Set(cells.map(({ row }) => row));
    return (plan?.rows ?? []).filter(({ id }) => ids.has(id));
  };
  const changes = ({ effect }: MatrixRow) => effect !== 'reads';
  const open = async (policy?: string) => {
    if (session === undefined) return;
    const opened = await ask('matrix.open', { session, ...(policy === undefined ? {} : { policy }) });
    if (!opened) return;
    showRun(session, opened.matrix);
    showRoles({ tab: 'matrix', chosen: undefined, raw: undefined, filter: 'all', words: '' });
    await ask('matrix.discover', { matrix: opened.matrix });
  };

  return {
    question,
    forget: () => setQuestion(undefined),
    opening,
    open,
    run: () =>
      start(
        undefined,
        (plan?.rows ?? []).filter((row) => changes(row) && row.ticked),
        true,
      ),
    runAgain: () => {
      const rows = (plan?.rows ?? []).filter((row) => !changes(row) || row.ticked);
      const cells = rows.flatMap((row) =>
        (plan?.columns ?? []).map(({ definition }) => ({ row: row.id, identity: definition.name })),
      );
      start(cells, rows.filter(changes), true);
    },
    runCells: (cells) => {
      const rows = rowsOf(cells);
      start(
        cells,
        rows.filter(changes),
        rows.some((row) => !changes(row)),
      );
    },
    discover: () => void ask('matrix.discover', { matrix }),
    pause: () => void ask('matrix.pause', { matrix }),
    resume: () => void ask('matrix.resume', { matrix }),
    cancel: () => void ask('matrix.cancel', { matrix }),
    edit: async (edits) => (await ask('matrix.edit', { matrix, edits: [...edits] })) !== undefined,
    undo: () => void ask('matrix.undo', { matrix }),
    redo: () => void ask('matrix.redo', { matrix }),
    usePolicy: async (text) => {
      if (run?.live !== true) return open(text);
      setOpening(true);
      const taken = await ask('matrix.edit', { matrix, policy: text });
      if (taken) await ask('matrix.discover', { matrix });
      setOpening(false);
      return undefined;
    },
    savePolicy: async () => {
      const policy = await ask('matrix.policy', { matrix });
      if (policy) saveText(policy.name, 'application/yaml', policy.text);
    },
    saveReport: (kind) => {
      if (!run) return;
      const report = makeReport(run.fold);
      const name = stem(report.target);
      if (kind === 'markdown') saveText(`${name}.matrix.md`, 'text/markdown', markdownOf(report));
      else saveText(`${name}.matrix.json`, 'application/json', `${JSON.stringify(report, undefined, 2)}\n`);
    },
    saveTrace: () => saveTrace(engine, matrix),
    leave: () => {
      if (session !== undefined) showRun(session, undefined);
    },
  };
}

/** Extensions that the file picker offers for a policy. The schema of policies stays in the engine, and out of the page. */
export const POLICY_FILES = ['.keyhole.yaml', '.yaml', '.yml'];
