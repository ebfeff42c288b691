import { startLab } from '../lab/lab.ts';
import { FAULTS } from '../lab/faults/catalogue.ts';
import { UsageError } from './usage-error.ts';

/** Runs the lab until a signal. Returns the exit code. Throws `UsageError` for a fault that is not known. */
export async function runLab(faults: readonly string[], json: boolean): Promise<number> {
  const known = FAULTS.map((fault) => fault.id);
  const unknown = faults.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(`--fault: the lab has no fault "${unknown}". It has: ${known.join(', ')}.`);
  }
  const ended = signalled();
  const lab = await startLab({ faults });
  const { issuer, mcp, identities, clientMetadataUrl } = lab;
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ issuer, mcp, identities, faults: lab.activeFaults(), clientMetadataUrl })}\n`,
    );
  } else {
    const width = Math.max(...lab.variants.map(({ id }) => id.length));
    const lines = [
      `Authorization server  ${issuer}`,
      '',
      ...lab.variants.map(({ id, url, title }) => `${id.padEnd(width)}  ${url}  ${title}`),
      '',
      `People: ${identities.map(({ id }) => id).join(', ')}`,
      `Faults: ${lab.activeFaults().join(', ') || 'none (keyhole lab --list shows them all)'}`,
      '',
      `Try: keyhole flow ${mcp['modern'] ?? ''} --as alice --login auto`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    process.stderr.write('Ctrl+C stops it.\n');
  }
  await ended;
  await lab.close();
  if (process.connected) process.disconnect();
  return 0;
}

/** Resolves at the first signal, or when a parent that holds us on an IPC channel is gone. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (process.connected) process.once('disconnect', () => resolve());
  });
}
