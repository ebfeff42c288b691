// The file format: a header line, then one event or one body a line, as JSON. Append-only, so a kill in mid-write
// costs at most the last line. A body stands before the exchange that refers to it, a large one behind it.

import { isJsonObject } from '../protocol/json.ts';
import type { TraceEvent } from './event.ts';
import { eventFault } from './event-shape.ts';

/** Raised when an older reader could misread a newer file. Unknown event kinds alone do not raise it. */
export const FORMAT_VERSION = 1;

/** Extension of a saved trace. */
export const FILE_EXTENSION = 'keyhole';

/** Bytes of the largest file that is opened: larger than any a person would send; read whole, it must fit in memory twice. */
export const LARGEST_FILE = 512 * 1024 * 1024;

/** Why a file larger than that is not opened. */
export function tooLarge(name: string): string {
  return `${name} is larger than 512 MiB. Open it with the terminal program instead.`;
}

export interface FileHeader {
  readonly keyhole: 'trace';
  readonly version: number;
  /** Version of the program that wrote it. */
  readonly program: string;
  readonly target: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Secrets are replaced by their names. */
  readonly masked: boolean;
}

/** A stored body: text when it decodes as UTF-8. */
export interface FileBody {
  readonly hash: string;
  readonly text?: string;
  readonly base64?: string;
}

export interface TraceFile {
  readonly header: FileHeader;
  readonly events: readonly TraceEvent[];
  readonly bodies: ReadonlyMap<string, FileBody>;
  /** Set when the last line was cut off and left out. */
  readonly cut: boolean;
}

/** A file that cannot be read: `line` counts from 1. The message names file, line and remedy. */
export class TraceFileError extends Error {
  override readonly name = 'TraceFileError';
  readonly line: number;

  constructor(file: string, line: number, what: string) {
    super(`${file}, line ${line}: ${what}`);
    this.line = line;
  }
}

/** First line of a file. */
export function headerLine(header: Omit<FileHeader, 'keyhole' | 'version'>): string {
  return `${JSON.stringify({ keyhole: 'trace', version: FORMAT_VERSION, ...header })}\n`;
}

/** One event as its line. */
export function eventLine(event: TraceEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** One body as its line. */
export function bodyLine(body: FileBody): string {
  return `${JSON.stringify({ body: body.hash, ...(body.text === undefined ? { base64: body.base64 } : { text: body.text }) })}\n`;
}

function readHeader(file: string, line: string | undefined): FileHeader {
  let header: unknown;
  try {
    header = JSON.parse(line ?? '');
  } catch {
    header = undefined;
  }
  if (!isJsonObject(header) || header['keyhole'] !== 'trace' || typeof header['version'] !== 'number') {
    throw new TraceFileError(
      file,
      1,
      'This is not a Keyhole trace: its first line is not a trace header. Choose a .keyhole file.',
    );
  }
  if (header['version'] > FORMAT_VERSION) {
    throw new TraceFileError(
      file,
      1,
      `The trace has format ${header['version']}; this Keyhole reads up to ${FORMAT_VERSION}. Update Keyhole to open it.`,
    );
  }
  const { program, target, createdAt, masked } = header;
  return {
    keyhole: 'trace',
    version: header['version'],
    program: typeof program === 'string' ? program : 'unknown',
    target: typeof target === 'string' ? target : '',
    createdAt: typeof createdAt === 'number' ? createdAt : 0,
    masked: masked !== false,
  };
}

/** Members every event has; kinds that this version does not know are kept as they are. */
function isEvent(value: unknown): value is TraceEvent {
  return (
    isJsonObject(value) &&
    Number.isSafeInteger(value['id']) &&
    Number.isSafeInteger(value['parent']) &&
    typeof value['at'] === 'number' &&
    typeof value['identity'] === 'string' &&
    typeof value['kind'] === 'string'
  );
}

/**
 * Reads a whole file. A last line that was cut off in mid-write is left out and said in `cut`.
 * @param name name of the file, for messages
 * @throws TraceFileError when a line is not what it should be
 */
export function parseTraceFile(text: string, name: string): TraceFile {
  const lines = text.split('\n');
  const ended = lines.at(-1) === '';
  if (ended) lines.pop();
  const header = readHeader(name, lines[0]);
  const events: TraceEvent[] = [];
  const bodies = new Map<string, FileBody>();
  for (let i = 1; i < lines.length; i += 1) {
    let value: unknown;
    try {
      value = JSON.parse(lines[i] ?? '');
    } catch {
      if (i === lines.length - 1 && !ended) return { header, events, bodies, cut: true };
      throw new TraceFileError(
        name,
        i + 1,
        'This line is not JSON. The file was altered; ask for a fresh copy.',
      );
    }
    if (isJsonObject(value) && typeof value['body'] === 'string') {
      const { body: hash, text: plain, base64 } = value;
      bodies.set(hash, {
        hash,
        ...(typeof plain === 'string'
          ? { text: plain }
          : typeof base64 === 'string'
            ? { base64 }
            : { text: '' }),
      });
      continue;
    }
    if (!isEvent(value)) {
      throw new TraceFileError(
        name,
        i + 1,
        'This line is neither an event nor a body. The file was altered; ask for a fresh copy.',
      );
    }
    const event = value;
    const wrong = eventFault(event);
    if (wrong !== undefined) {
      throw new TraceFileError(
        name,
        i + 1,
        `The event "${event.kind}" has no usable "${wrong}". The file was altered; ask for a fresh copy.`,
      );
    }
    if (event.id !== events.length + 1) {
      throw new TraceFileError(
        name,
        i + 1,
        `Event ${event.id} is out of place: expected ${events.length + 1}. Lines are missing or were moved; ask for a fresh copy.`,
      );
    }
    if (event.parent < 0 || event.parent >= event.id) {
      throw new TraceFileError(
        name,
        i + 1,
        `Event ${event.id} names ${event.parent} as its parent, which does not come before it. The file was altered; ask for a fresh copy.`,
      );
    }
    events.push(event);
  }
  return { header, events, bodies, cut: false };
}
