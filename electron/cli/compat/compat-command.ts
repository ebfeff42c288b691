// `keyhole compat`: one flow after the other, each from the beginning, and the grid of what came of them.

import { Masker } from '../../../shared/privacy/mask.ts';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { openExternal } from '../../host/open-external.ts';
import type { FlowArguments } from '../flow/flow-arguments.ts';
import { readFlowArguments } from '../flow/flow-arguments.ts';
import { runFlow } from '../flow/run-flow.ts';
import { plain, plainJson } from '../plain-text.ts';
import type { Cell, Way } from './cells.ts';
import { readCell, WAYS, withoutRunning } from './cells.ts';

/** What both commands understand alike; the grid chooses revision and registration itself. */
export type CompatArguments = Omit<FlowArguments, 'revision' | 'registration' | 'grant'>;

const INTERRUPTED = 130;
const WORDS = {
  works: '✓ works',
  refused: '✕ refused',
  failed: '✕ failed',
  'not-offered': '– not offered',
  'not-tried': '? not tried',
} as const satisfies Record<Cell['outcome'], string>;
const WIDTH = 15;

function table(cells: readonly Cell[]): string {
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

/** What a person has to know beyond the table: why not, and what works only nearly. */
function remarks(cells: readonly Cell[]): string[] {
  return cells.flatMap(({ revision, registration, outcome, message, ruleId, spoken, errors }) => {
    const name = `${registration} ${revision}`;
    if (outcome !== 'works') return [`${name}: ${message ?? ''}${ruleId === null ? '' : ` (${ruleId})`}`];
    const other = spoken === revision ? [] : [`${name}: works, but the server speaks ${spoken ?? ''}.`];
    return errors.length === 0 ? other : [...other, `${name}: works, with errors: ${errors.join(', ')}`];
  });
}

/**
 * Runs every cell that can be run, one at a time: a server under test is somebody else's. Returns the exit code: 0 when
 * something works and nothing is refused or fails, 1 when something is, 3 when nothing works at all.
 * Throws `UsageError` when the command line asks for something that cannot be done.
 */
export async function runCompatCommand(target: string, options: CompatArguments): Promise<number> {
  const base = { ...options, grant: 'authorization_code' };
  // What is wrong with the command line is said before anything is sent.
  readFlowArguments(target, { ...base, revision: 'auto', registration: 'auto' });
  const json = options.json === true;
  const masker = new Masker();
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);

  const run = async (revision: Cell['revision'], registration: Way): Promise<Cell> => {
    const given = {
      ...(options.clientId === undefined ? {} : { clientId: options.clientId }),
      ...(options.clientMetadataUrl === undefined ? {} : { clientMetadataUrl: options.clientMetadataUrl }),
    };
    const unrun = withoutRunning(revision, registration, given);
    if (unrun) return { revision, registration, ruleId: null, spoken: null, errors: [], ...unrun };
    const request = readFlowArguments(target, { ...base, revision, registration });
    const { session, events, fault } = await runFlow(request, {
      openExternal,
      askToSignIn: ({ url }) => {
        process.stderr.write(`${plain(`${registration} ${revision}: sign in at ${url}`)}\n`);
        return () => {};
      },
      signal: interrupt.signal,
    });
    for (const event of events) masker.maskEvent(event);
    const cell = readCell(session, revision, registration);
    return fault && cell.outcome !== 'works' ? { ...cell, outcome: 'failed', message: fault.message } : cell;
  };

  const cells: Cell[] = [];
  try {
    for (const revision of REVISIONS) {
      for (const registration of WAYS) {
        if (interrupt.signal.aborted) break;
        cells.push(await run(revision, registration));
      }
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
  const shown = masker.maskJson(cells) as readonly Cell[];
  if (json) process.stdout.write(`${plainJson({ target: masker.maskText(target), cells: shown })}\n`);
  else process.stdout.write(`${plain([table(shown), '', ...remarks(shown)].join('\n').trimEnd())}\n`);
  if (interrupt.signal.aborted) return INTERRUPTED;
  const has = (...outcomes: readonly Cell['outcome'][]): boolean =>
    cells.some(({ outcome }) => outcomes.includes(outcome));
  if (!has('works')) return 3;
  return has('refused', 'failed') ? 1 : 0;
}
