// Runs one benchmark file and prints its rows as JSON on a line of its own. Started by `run.mjs`.

import { pathToFileURL } from 'node:url';
import type { Measurement } from './measurement.ts';

const [file = ''] = process.argv.slice(2);
// The shape is ours: every `*.bench.ts` is written to it, and the table would show anything else at once.
const bench = (await import(pathToFileURL(file).href)) as { measure(): Promise<readonly Measurement[]> };
process.stdout.write(`\n${JSON.stringify(await bench.measure())}\n`);
// A browser's or socket's last handle is not worth waiting for.
process.exit(0);
