// The file format: what is written is read again, and what is broken is said by file, line and remedy.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeTraceFile } from '../../../electron/engine/session-file.ts';
import { Masker } from '../../../shared/privacy/mask.ts';
import {
  bodyLine,
  eventLine,
  FORMAT_VERSION,
  headerLine,
  parseTraceFile,
  TraceFileError,
} from '../../../shared/trace/file.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import { arbitraryTrace, SETTINGS } from '../../support/arbitrary-trace.ts';
import type { ArbitraryTrace } from '../../support/arbitrary-trace.ts';

const HEAD = { target: 'https://shop.example/mcp', createdAt: 1_700_000_000_000 };
const write = ({ events, bodies }: ArbitraryTrace): string =>
  writeTraceFile({ ...HEAD, events }, bodies, new Masker(), '1.2.3');

describe('a written trace', () => {
  test('is read again: header, events, bodies', () => {
    fc.assert(
      fc.property(arbitraryTrace({ identities: ['default', 'bob'] }), (trace) => {
        const masker = new Masker();
        for (const event of trace.events) masker.maskEvent(event);
        const masked = trace.events.map((event) => masker.maskEvent(event));
        const file = parseTraceFile(write(trace), 'a.keyhole');
        expect(file.header).toEqual({
          keyhole: 'trace',
          version: FORMAT_VERSION,
          program: '1.2.3',
          masked: true,
          ...HEAD,
        });
        expect(file.events).toEqual(JSON.parse(JSON.stringify(masked)));
        expect(file.cut).toBe(false);
        for (const [hash, bytes] of trace.bodies) {
          const { text, base64 } = file.bodies.get(hash) ?? {};
          const read =
            text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(masker.maskText(text));
          if (text === undefined || text === Buffer.from(bytes).toString())
            expect(read).toEqual(Buffer.from(bytes));
          else expect(text).toContain('⟦');
        }
      }),
    );
  });

  test('reads as far as it was written when it is cut at any byte', () => {
    fc.assert(
      fc.property(arbitraryTrace({ size: 12 }), fc.nat(), (trace, pick) => {
        const bytes = Buffer.from(write(trace));
        const start = bytes.indexOf('\n') + 1;
        const end = start + (pick % (bytes.length - start + 1));
        const file = parseTraceFile(bytes.subarray(0, end).toString(), 'a.keyhole');
        expect(file.events).toEqual(
          parseTraceFile(bytes.toString(), 'a').events.slice(0, file.events.length),
        );
        expect(() => foldTrace(file.events)).not.toThrow();
        const left = bytes.subarray(0, end).toString().split('\n').at(-1) ?? '';
        if (file.cut) expect(left).not.toBe('');
      }),
    );
  });

  test('stands in any order of bodies before the exchanges that name them, one line each', () => {
    fc.assert(
      fc.property(arbitraryTrace(), (trace) => {
        const text = write(trace);
        const lines = text.split('\n');
        expect(lines.pop()).toBe('');
        const seen = new Set<string>();
        for (const line of lines.slice(1)) {
          const value = JSON.parse(line) as { body?: string; response?: { body?: { hash: string } } };
          if (typeof value.body === 'string') {
            expect(seen.has(value.body)).toBe(false);
            seen.add(value.body);
          } else if (value.response?.body) expect(seen).toContain(value.response.body.hash);
        }
      }),
    );
  });
});

const header = headerLine({ program: '1', masked: true, ...HEAD });
const start = eventLine({
  id: 1,
  parent: 0,
  at: 0,
  identity: 'default',
  kind: 'flow-started',
  target: HEAD.target,
  settings: SETTINGS,
});
const next = (line: object): string =>
  `${JSON.stringify({ id: 2, parent: 1, at: 0, identity: 'default', ...line })}\n`;
const done = next({ kind: 'completed' });
const fresh = 'ask for a fresh copy.';
const request = { method: 'GET', url: 'https://a.example', headers: [] };

describe('a broken file', () => {
  test.each<[name: string, text: string, line: number, words: string]>([
    ['an empty file', '', 1, 'This is not a Keyhole trace'],
    ['a file of blank lines', '\n\n', 1, 'Choose a .keyhole file.'],
    ['some other JSON', '{"log":{"version":"1.2"}}', 1, 'This is not a Keyhole trace'],
    ['a page', '<!doctype html>\n<html></html>\n', 1, 'This is not a Keyhole trace'],
    ['a header cut short', header.slice(0, 20), 1, 'This is not a Keyhole trace'],
    ['a header without its version', '{"keyhole":"trace"}\n', 1, 'This is not a Keyhole trace'],
    [
      'a newer format',
      `{"keyhole":"trace","version":${FORMAT_VERSION + 1}}\n`,
      1,
      'Update Keyhole to open it.',
    ],
    [
      'a line that is not JSON',
      `${header}${start}oops\n${done}`,
      3,
      `This line is not JSON. The file was altered; ${fresh}`,
    ],
    ['a blank line', `${header}\n${start}`, 2, 'This line is not JSON.'],
    ['a last line that is not JSON, but ended', `${header}${start}{"id":2\n`, 3, 'This line is not JSON.'],
    ['a line that is a list', `${header}[1]\n`, 2, 'neither an event nor a body'],
    [
      'an event without its id',
      `${header}{"parent":0,"at":0,"identity":"a","kind":"moved"}\n`,
      2,
      'neither an event nor a body',
    ],
    [
      'an event without its time',
      `${header}{"id":1,"parent":0,"identity":"a","kind":"moved"}\n`,
      2,
      'neither',
    ],
    ['a line taken out', `${header}${done}`, 2, 'Event 2 is out of place: expected 1.'],
    ['a line twice', `${header}${start}${start}`, 3, 'Event 1 is out of place: expected 2.'],
    [
      'a parent that comes later',
      `${header}${start}${next({ kind: 'completed', parent: 2 })}`,
      3,
      'names 2 as its parent',
    ],
    [
      'a start without settings',
      `${header}{"id":1,"parent":0,"at":0,"identity":"a","kind":"flow-started","target":"x"}\n`,
      2,
      'no usable "settings"',
    ],
    [
      'a draft without its request',
      `${header}${start}${next({ kind: 'draft', stage: 'token', step: 'register', to: 'keyhole', by: 'keyhole', parts: [] })}`,
      3,
      'no usable "request"',
    ],
    [
      'an exchange with odd headers',
      `${header}${start}${next({ kind: 'exchange', stage: 'mcp', step: 'mcp-probe', draft: 1, from: 'keyhole', to: 'mcp-server', timing: {}, request: { ...request, headers: ['x'] } })}`,
      3,
      'no usable "request.headers"',
    ],
    [
      'an exchange with half a response',
      `${header}${start}${next({ kind: 'exchange', stage: 'mcp', step: 'mcp-probe', draft: 1, from: 'keyhole', to: 'mcp-server', timing: {}, request, response: {} })}`,
      3,
      'no usable "response.status"',
    ],
    [
      'a finding without evidence',
      `${header}${start}${next({ kind: 'finding', ruleId: 'a/b', verdict: 'fail', severity: 'error', stage: 'mcp', message: '' })}`,
      3,
      'no usable "evidence"',
    ],
  ])('%s is refused with file, line and remedy', (_name, text, line, words) => {
    let error: unknown;
    try {
      parseTraceFile(text, 'some.keyhole');
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(TraceFileError);
    if (!(error instanceof TraceFileError)) return;
    expect(error.line).toBe(line);
    expect(error.message).toContain(`some.keyhole, line ${line}: `);
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/Choose a \.keyhole file\.|Update Keyhole|ask for a fresh copy\.$/);
  });

  test('never ends in anything but a trace or a sentence, whatever is changed in it', () => {
    fc.assert(
      fc.property(
        arbitraryTrace({ size: 10 }),
        fc.nat(),
        fc.string({ maxLength: 5 }),
        fc.nat(8),
        (trace, at, put, remove) => {
          const text = write(trace);
          const from = at % text.length;
          const altered = text.slice(0, from) + put + text.slice(from + remove);
          try {
            foldTrace(parseTraceFile(altered, 'x').events);
          } catch (error) {
            expect(error).toBeInstanceOf(TraceFileError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a readable file', () => {
  test('keeps the byte-order mark of a body', () => {
    const bytes = Buffer.from('\uFEFF{}');
    const ref = { hash: 'h', length: bytes.length, total: bytes.length, cut: false };
    const { events } = parseTraceFile(
      `${header}${start}${next({ kind: 'exchange', stage: 'mcp', step: 'mcp-probe', draft: 1, from: 'keyhole', to: 'mcp-server', timing: {}, request, response: { status: 200, headers: [], statusText: '', body: ref } })}`,
      'x',
    );
    const file = parseTraceFile(write({ events, bodies: new Map([['h', bytes]]) }), 'x');
    expect(file.bodies.get('h')?.text).toBe('\uFEFF{}');
  });

  test('keeps kinds that this version does not know', () => {
    const foreign = { id: 2, parent: 1, at: 0, identity: 'default', kind: 'sung', words: 'la' };
    expect(parseTraceFile(`${header}${start}${JSON.stringify(foreign)}\n`, 'x').events[1]).toEqual(foreign);
  });

  test('may have come through a program that ends lines in its own way', () => {
    const file = parseTraceFile(`${header}${start}${done}`.replaceAll('\n', '\r\n'), 'x');
    expect(file.events).toHaveLength(2);
  });

  test('leaves out a last line that was cut, and says so', () => {
    const file = parseTraceFile(`${header}${start}${done.slice(0, 12)}`, 'x');
    expect([file.events.length, file.cut]).toEqual([1, true]);
    expect(parseTraceFile(`${header}${start}${done.trimEnd()}`, 'x').cut).toBe(false);
  });

  test('counts as masked unless it says otherwise', () => {
    expect(parseTraceFile('{"keyhole":"trace","version":1}\n', 'x').header).toMatchObject({
      masked: true,
      program: 'unknown',
      target: '',
    });
    expect(parseTraceFile('{"keyhole":"trace","version":1,"masked":false}\n', 'x').header.masked).toBe(false);
  });

  test('holds bodies as text or as Base64', () => {
    const file = parseTraceFile(
      header + bodyLine({ hash: 'a', text: 'é\n"' }) + bodyLine({ hash: 'b', base64: '/w==' }),
      'x',
    );
    expect([...file.bodies.values()]).toEqual([
      { hash: 'a', text: 'é\n"' },
      { hash: 'b', base64: '/w==' },
    ]);
  });
});
