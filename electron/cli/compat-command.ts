// `keyhole compat`: one flow after the other, each from the beginning, and the grid of what came of them.

import { CELLS, cellKey, WAYS } from '../../shared/compat/cell.ts';
import type { CompatCell, Lacking } from '../../shared/compat/cell.ts';
import { Masker } from '../../shared/privacy/mask.ts';
import { REVISIONS } from '../../shared/protocol/revision.ts';
import { ruleById } from '../../shared/rules/catalogue.ts';
import { runGrid } from '../engine/compat/run-grid.ts';
import { openExternal } from '../host/open-external.ts';
import type { FlowArguments } from './flow/flow-arguments.ts';
import { readFlowArguments } from './flow/flow-arguments.ts';
import { runFlow } from './flow/run-flow.ts';
import { plain, plainJson } from './plain-text.ts';

/** What both commands understand alike; the grid chooses revision and registration itself. */
export type CompatArguments = Omit<FlowArguments, 'revision' | 'registration' | 'grant'>;

const INTERRUPTED = 130;
const WORDS = {
  works: '✓ works',
  offered: '◐ offered',
  refused: '✕ refused',
  failed: '✕ failed',
  'not-offered': '– not offered',
  'not-tried': '? not tried',
} as const satisfies Record<CompatCell['outcome'], string>;
const REMEDIES = {
  'client-id': 'Give --client-id to try it.',
  'client-metadata-url': 'Give --client-metadata-url to try it.',
  'authorization-server': 'Choose one with --authorization-server.',
} as const satisfies Record<Lacking, string>;
const WIDTH = 15;

function table(cells: readonly CompatCell[]): string {
  const head = ['', ...REVISIONS];
  const rows = WAYS.map((way) => [
    way,
    ...REVISIONS.map((revision) => {
      const cell = cells.find((one) => one.revision === revision && one.registration === way);
      return cell ? WORDS[cell.outcome] : '';
    }),
  ]);
  return [head, ...rows]
    .map((row) =>
      row
        .map((text) => text.padEnd(WIDTH))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

/** The rule with the first clause that it stands on, in brackets. */
function reason(ruleId: string): string {
  const clause = ruleById(ruleId)?.sources[0]?.label;
  return `(${ruleId}${clause === undefined ? '' : `, ${clause}`})`;
}

/** What a person has to know beyond the table: why not, and what works only nearly. */
function remarks(cells: readonly CompatCell[]): string[] {
  return cells.flatMap((cell) => {
    const { outcome, message, ruleId, spoken, errors, lacks } = cell;
    const parts = [
      ...(message === null ? [] : [message]),
      ...(lacks === null ? [] : [REMEDIES[lacks]]),
      ...(ruleId === null ? [] : [reason(ruleId)]),
    ];
    if (outcome === 'works') {
      if (spoken !== cell.revision) parts.push(`Works, but the server speaks ${spoken ?? ''}.`);
      if (errors.length > 0) parts.push(`Works, with errors: ${errors.join(', ')}`);
    }
    return parts.length === 0 ? [] : [`${cellKey(cell)}: ${parts.join(' ')}`];
  });
}

/**
 * Runs every cell that can be run, one at a time: a server under test is somebody else's. Returns the exit code: 0 when
 * something works or is offered and nothing is refused or fails, 1 when something is, 3 when nothing works at all.
 * Throws `UsageError` when the command line asks for something that cannot be done.
 */
export async function runCompatCommand(target: string, options: CompatArguments): Promise<number> {
  // What is wrong with the command line is said before anything is sent.
  const request = readFlowArguments(target, {
    ...options,
    grant: 'authorization_code',
    revision: 'auto',
    registration: 'auto',
  });
  const masker = new Masker();
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);

  let cells: readonly CompatCell[];
  try {
    cells = await runGrid(
      { settings: request.settings, cells: CELLS },
      {
        signal: interrupt.signal,
        runFlow: async (settings, name) => {
          const run = await runFlow(
            { ...request, settings },
            {
              openExternal,
              askToSignIn: ({ url }) => {
                process.stderr.write(`${plain(`${cellKey(name)}: sign in at ${url}`)}\n`);
                return () => {};
              },
              signal: interrupt.signal,
            },
          );
          for (const event of run.events) masker.maskEvent(event);
          return { ...run, bodyText: (hash) => run.bodies.text(hash) };
        },
      },
    );
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
  const shown = masker.maskJson(cells) as readonly CompatCell[];
  const text =
    options.json === true
      ? plainJson({ target: masker.maskText(target), cells: shown })
      : plain([table(shown), '', ...remarks(shown)].join('\n').trimEnd());
  process.stdout.write(`${text}\n`);
  if (interrupt.signal.aborted) return INTERRUPTED;
  const has = (...outcomes: readonly CompatCell['outcome'][]): boolean =>
    cells.some(({ outcome }) => outcomes.includes(outcome));
  if (!has('works', 'offered')) return 3;
  return has('refused', 'failed') ? 1 : 0;
}
