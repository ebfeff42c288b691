import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab, type Lab } from '../../../electron/lab/lab.ts';
import { PLANTED } from '../../../electron/lab/shop/planted.ts';
import type { LeakReport } from '../../../shared/privacy/leaks/report.ts';
import { runTerminal } from '../../support/terminal.ts';

let lab: Lab;
let folder: string;
/** Traces of `get_order` as alice: of the honest shop, and of the one that shows her card. */
let honest: string;
let leaking: string;
const out: Record<'honest' | 'leaking', Awaited<ReturnType<typeof runTerminal>> | undefined> = {
  honest: undefined,
  leaking: undefined,
};

const flow = (trace: string) =>
  runTerminal([
    'flow',
    lab.mcp['modern'] ?? '',
    '--as',
    'alice',
    '--login',
    'auto',
    '--trace',
    trace,
    '--call',
    'get_order',
    '--args',
    '{"orderId":"1001"}',
  ]);
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyhole-privacy-'));
  honest = join(folder, 'honest.keyhole');
  leaking = join(folder, 'leaking.keyhole');
  lab = await startLab();
  out.honest = await flow(honest);
  lab.setFault('leaks-card-number', true);
  out.leaking = await flow(leaking);
}, 60_000);
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

const CARD = PLANTED.find(({ kind, of }) => kind === 'card-number' && of === 'alice')?.value ?? '';

describe('keyhole flow', () => {
  test('says what its answers hold where they should not, and exits with 1', () => {
    expect(out.honest?.code).toBe(0);
    expect(out.honest?.stdout).not.toContain('privacy/');
    expect(out.leaking?.code).toBe(1);
    expect(out.leaking?.stdout).toContain('privacy/reaches-model  error');
    expect(out.leaking?.stdout).toContain('hands the model a complete card number');
    // The result that was printed, too.
    expect(out.leaking?.stdout).toMatch(/paid with card \u27E6payment card A/);
    expect(`${out.leaking?.stdout}${out.leaking?.stderr}${readFileSync(leaking, 'utf8')}`).not.toContain(
      CARD,
    );
  });

  test('has them among the findings of its JSON, and no secret in it', async () => {
    const { code, stdout } = await runTerminal([
      'flow',
      lab.mcp['modern'] ?? '',
      '--as',
      'alice',
      '--login',
      'auto',
      '--json',
      '--call',
      'get_order',
      '--args',
      '{"orderId":"1001"}',
    ]);
    expect(code).toBe(1);
    expect(stdout).not.toContain(CARD);
    const { findings } = JSON.parse(stdout) as { findings: { ruleId: string; evidence: { of: string }[] }[] };
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['privacy/reaches-model']);
    expect(findings[0]?.evidence[0]?.of).toMatch(/^POST http.*200$/);
  });
});

describe('keyhole privacy', () => {
  test('tells who gets what of a saved trace, and what such a trace cannot tell', async () => {
    const { code, stdout, stderr } = await runTerminal(['privacy', leaking]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('Secrets stand in this file by their names.');
    expect(stdout).toMatch(/payment-card\s+get_order\s+✕ 3 in content, structured → person and model/);
    expect(stdout).toMatch(/postal-address\s+get_order\s+· 2/);
    expect(stdout).toContain('✕ privacy/reaches-model  error');
    expect(stdout).toMatch(/where +response body, \/result\/structuredContent\/paidWith of POST/);
    expect(stdout).not.toContain(CARD);
  });

  test('finds nothing in the trace of an honest server', async () => {
    const { code, stdout } = await runTerminal(['privacy', honest]);
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing leaks, as far as this trace tells.');
  });

  test('follows a policy', async () => {
    const policy = file(
      'shop.keyhole.yaml',
      'keyhole: 1\nprivacy:\n  reach:\n    payment-card: [model]\n    postal-address: [person]\n',
    );
    const { code, stdout } = await runTerminal(['privacy', leaking, '--policy', policy]);
    expect(code).toBe(1);
    expect(stdout).toContain('hands the model a postal address');
    expect(stdout).not.toContain('a complete card number');
  });

  test('writes JSON and SARIF', async () => {
    const sarif = join(folder, 'out.sarif');
    const { code, stdout } = await runTerminal(['privacy', leaking, '--json', '--sarif', sarif]);
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as LeakReport;
    expect(report.masked).toBe(true);
    expect(report.cells.map((cell) => [cell.class, cell.verdict])).toEqual([
      ['payment-card', 'error'],
      ['postal-address', 'held'],
    ]);
    expect(report.cells[0]?.spots[0]?.mask).toMatch(/^\u27E6payment card A/);
    expect(JSON.parse(readFileSync(sarif, 'utf8'))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'privacy/reaches-model', level: 'error' }] }],
    });
    expect((await runTerminal(['privacy', leaking, '--sarif', sarif])).stdout).toBe('');
  });

  test.each<[string, () => readonly string[], RegExp]>([
    ['no such trace', () => ['nowhere.keyhole'], /nowhere\.keyhole cannot be read \(ENOENT\)/],
    ['no trace at all', () => [file('a.txt', 'hello')], /a\.txt, line 1: This is not a Keyhole trace/],
    ['no such policy', () => [leaking, '--policy', 'nowhere.yaml'], /--policy: the file nowhere\.yaml/],
    [
      'a wrong policy',
      () => [leaking, '--policy', file('w.yaml', 'keyhole: 1\nprivacy:\n  reach:\n    emails: []\n')],
      /w\.yaml:\d+:\d+: privacy\.reach/,
    ],
    [
      'a rule that its own example refutes',
      () => [
        leaking,
        '--policy',
        file(
          'r.yaml',
          'keyhole: 1\nprivacy:\n  rules:\n    - { name: inner, class: token, pattern: "INT-[0-9]+", example: "x", counterExample: "y" }\n',
        ),
      ],
      /the rule "inner" cannot be used \(example\)/,
    ],
    [
      'a place that cannot be written',
      () => [leaking, '--sarif', join(folder, 'no', 'such', 'place.sarif')],
      /--sarif: .* cannot be written \(ENOENT\)/,
    ],
  ])('says in one sentence: %s', async (_name, args, message) => {
    const { code, stdout, stderr } = await runTerminal(['privacy', ...args()]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
