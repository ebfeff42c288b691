// The detectors on their labelled corpus: how much they find and how fast, beside redaction libraries and `JSON.parse`.

import { detectInChunks } from '../../shared/privacy/detect/detect-in-chunks.ts';
import { detectInText } from '../../shared/privacy/detect/detect-text.ts';
import { corpus, HELD_OUT_SEED, SEED } from '../fixtures/privacy/corpus.ts';
import { judgeCorpus } from '../fixtures/privacy/judge-corpus.ts';
import type { Sample } from '../fixtures/privacy/sample.ts';
import { median, type Measurement } from './measurement.ts';
import { judgeLibrary, redactionLibraries } from './redaction-libraries.ts';

const ROUNDS = 21;
const WARM_UP = 8;
/** Shorter work than detecting is repeated, so that both take about as long. */
const PARSES = 6;
/** The slowest of the libraries takes a second for a few hundred samples. */
const TIMED_SAMPLES = 400;
const LARGE = 20 * 1024 * 1024;
const GOOD_RECALL = 0.9;

const percent = (part: number, of: number): number => (part / of) * 100;

/** Milliseconds of this thread's own processor: other programs do not count. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function quality(seed: number, title: string): Measurement[] {
  const result = judgeCorpus(corpus(seed), ({ text, options }) => detectInText(text, options));
  return [
    {
      name: `missed, ${title}`,
      measured: `${result.planted} sensitive values of 14 classes`,
      against: '-',
      value: percent(result.planted - result.found, result.planted),
      limit: 2,
      unit: '%',
      absolute: `${result.found} found`,
    },
    {
      name: `false alarms, ${title}`,
      measured: `${result.negatives} texts of OAuth, MCP and a shop in which nothing is sensitive`,
      against: '-',
      value: percent(result.alarms, result.negatives),
      limit: 0.2,
      unit: '%',
      absolute: `${result.alarms} alarms`,
    },
  ];
}

/** Characters a millisecond over the samples, one by one as they arrive. */
async function speed(samples: readonly Sample[], redact: (text: string) => unknown): Promise<number> {
  const characters = samples.reduce((sum, { text }) => sum + text.length, 0);
  for (const { text } of samples.slice(0, 100)) await redact(text);
  const started = processorTime();
  for (const { text } of samples) await redact(text);
  return characters / Math.max(1, processorTime() - started);
}

async function libraries(samples: readonly Sample[]): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  const own = await speed(samples, (text) => detectInText(text));
  for (const library of redactionLibraries()) {
    const given = samples.filter((_, index) => index % library.every === 0);
    const { planted, found, negatives, alarms } = await judgeLibrary(library, given);
    const timed = given.filter((_, index) => index % Math.ceil(given.length / TIMED_SAMPLES) === 0);
    const theirs = await speed(timed, (text) => library.redact(text));
    const good = found / planted >= GOOD_RECALL;
    const which = library.every === 1 ? 'the same corpus' : `every ${library.every}th text of the corpus`;
    const shown = { against: '-', limit: Infinity, unit: '%' } as const;
    rows.push(
      {
        ...shown,
        name: `missed by ${library.name}`,
        measured: `${which}; half a value, or by a wrong name, counts as found`,
        value: percent(planted - found, planted),
        absolute: `${found} of ${planted} found`,
      },
      {
        ...shown,
        name: `false alarms of ${library.name}`,
        measured: which,
        value: percent(alarms, negatives),
        absolute: `${alarms} of ${negatives}`,
      },
      {
        name: 'our time for the corpus',
        measured: `processor time a character${good ? '' : `; no limit, for it finds less than ${GOOD_RECALL * 100} %`}`,
        against: library.name,
        value: theirs / own,
        limit: good ? 0.2 : Infinity,
        unit: '×',
        absolute: `${(own / 1000).toFixed(1)} MB/s / ${(theirs / 1000).toFixed(2)} MB/s`,
      },
    );
  }
  return rows;
}

/** What a JSON text says, or the text itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function besideParse(text: string): Measurement {
  const parsing: number[] = [];
  const detecting: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const started = processorTime();
    for (let n = 0; n < PARSES; n += 1) JSON.parse(text);
    const between = processorTime();
    detectInText(text);
    const ended = processorTime();
    if (round < WARM_UP) continue;
    parsing.push((between - started) / PARSES);
    detecting.push(ended - between);
  }
  const [parse, detect] = [median(parsing), median(detecting)];
  return {
    name: 'detecting in JSON',
    measured: `the whole corpus as one document of ${(text.length / 1e6).toFixed(1)} MB, median of ${ROUNDS}`,
    against: 'JSON.parse of the same text',
    // Round by round: what slows one down for a while, a neighbour in the same cache, slows both down.
    value: median(detecting.map((one, index) => one / (parsing[index] ?? one))),
    limit: 8,
    unit: '×',
    absolute: `${detect.toFixed(1)} ms / ${parse.toFixed(1)} ms`,
  };
}

/** A tool result of 20 MB whose text is JSON itself: the worst case, for everything is escaped and read twice. */
async function inTurns(document: string): Promise<Measurement> {
  const copies = Math.ceil(LARGE / document.length);
  const inner = `[${Array.from({ length: copies }, () => document).join(',')}]`;
  const text = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    result: { content: [{ type: 'text', text: inner }] },
  });
  const turns: number[] = [];
  let started = processorTime();
  await detectInChunks(text, {
    pause: async () => {
      turns.push(processorTime() - started);
      await new Promise((go) => setImmediate(go));
      started = processorTime();
    },
  });
  return {
    name: 'longest turn in 20 MB',
    measured: `detectInChunks on ${(text.length / 1e6).toFixed(0)} MB, ${turns.length} turns`,
    against: '-',
    value: Math.max(...turns),
    limit: 400,
    unit: 'ms',
    absolute: `${(turns.reduce((sum, turn) => sum + turn, 0) / 1000).toFixed(1)} s in all, ${median(turns).toFixed(1)} ms in the middle`,
  };
}

export async function measure(): Promise<readonly Measurement[]> {
  const samples = corpus(SEED);
  const document = JSON.stringify(samples.map(({ text }) => parsed(text)));
  // First: the libraries leave a heap of patterns behind.
  const speedRows = [besideParse(document), await inTurns(document)];
  return [
    ...quality(SEED, 'the corpus'),
    ...quality(HELD_OUT_SEED, 'a held-out seed'),
    ...speedRows,
    ...(await libraries(samples)),
  ];
}
