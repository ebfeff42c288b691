// Answers and names of untrusted servers, on their way through the matrix: bounded work, escaped reports.

import { describe, expect, test } from 'vitest';
import { discoverArguments } from '../../shared/matrix/discover-arguments.ts';
import { guessLevel } from '../../shared/matrix/guess.ts';
import { judgeRun } from '../../shared/matrix/judge-run.ts';
import { makeReport } from '../../shared/matrix/report.ts';
import { junitOf, markdownOf } from '../../shared/matrix/report-texts.ts';
import { readRefusal } from '../../shared/matrix/refusal-words.ts';
import { growthOf } from '../support/growth.ts';
import { ARun, data, person, refusal, row } from '../unit/matrix/a-run.ts';

const ALICE = person('alice');
const BOB = person('bob');

const rows = (count: number, start = 0): object[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `o-${start + index}`,
    note: `note number ${start + index}`,
  }));

describe('work grows with the answer, not with its square', () => {
  const HERS = row('get', { set: 'a', owner: 'alice', arguments: { orderId: '1001' } });

  test.each<[string, number, (length: number) => void]>([
    [
      'looking for arguments',
      2_000,
      (length) => {
        const seen = ['alice', 'bob'].map((identity, index) => ({
          tool: 'list_orders',
          identity,
          seesAll: false,
          result: { structuredContent: { orders: rows(length, index * length) } },
        }));
        const inputSchema = { properties: { orderId: { type: 'string' } }, required: ['orderId'] };
        discoverArguments(seen, [{ name: 'get_order', inputSchema }]);
      },
    ],
    [
      'looking for data in a refusal',
      1_000,
      (length) => {
        const all = { orders: rows(length) };
        const run = new ARun([HERS], [ALICE, BOB]);
        run
          .answer(HERS, 'alice', data(all))
          .answer(HERS, 'bob', refusal('no', { structuredContent: { x: rows(length, length) } }));
        judgeRun(run.data);
      },
    ],
    ['reading a refusal', 20_000, (length) => void readRefusal('no a '.repeat(length))],
    [
      'reading a description',
      20_000,
      (length) => void guessLevel({ description: 'the caller’ your '.repeat(length) }),
    ],
  ])('%s', (_name, length, work) => {
    const { ratio, limit } = growthOf(length, work);
    expect(ratio).toBeLessThan(limit);
  });
});

describe('a report', () => {
  const nasty = row('</testcase><x a="1">&\u0000\u001b[31m\ud800|`*', {
    level: 'admin',
    arguments: { q: '"><script>' },
  });
  const run = new ARun([nasty], [BOB]).answer(nasty, 'bob', refusal('Forbidden ]]> | <b>'));
  const report = makeReport(run.fold);

  test('as JUnit holds no markup and no control character of a server', () => {
    const xml = junitOf(report);
    expect(xml).not.toMatch(/<x |<script|<b>/);
    expect(xml).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(xml.isWellFormed()).toBe(true);
    expect(xml.match(/<testcase /g)).toHaveLength(1);
  });

  test('holds none in what is said of its answers either', () => {
    const leak = {
      ruleId: 'privacy/reaches-model',
      verdict: 'fail',
      message: '</failure><x>\u001b[31m',
      expected: null,
      actual: '| <x>',
      fix: ']]><x>',
    } as const;
    const leaks = [
      { ...leak, severity: 'error' },
      { ...leak, severity: 'warning' },
    ] as const;
    const xml = junitOf(report, leaks);
    expect(xml).not.toMatch(/<x>|(?!\n)\p{Cc}/u);
    expect(xml).toContain('tests="2" failures="1" errors="0" skipped="0"');
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml.match(/<system-out>warning: /g)).toHaveLength(1);
    expect(markdownOf(report, leaks)).not.toMatch(/(?<!\\)<x/);
  });

  test('as Markdown keeps its table', () => {
    const lines = markdownOf(report).split('\n');
    const line = lines.find((one) => one.includes('testcase')) ?? '';
    expect(line.match(/(?<!\\)\|/g)).toHaveLength(3);
    expect(line).not.toMatch(/(?<!\\)</);
  });
});

test('an identity may be named like a member of every object', () => {
  const odd = person('constructor');
  const any = row('any', { level: 'login' });
  const run = new ARun([any], [odd], { [any.id]: {} }).answer(any, 'constructor', data({}));
  expect(run.fold.cell(any.id, 'constructor')).toMatchObject({ verdict: 'match' });
});
