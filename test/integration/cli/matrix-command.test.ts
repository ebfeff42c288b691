// `keyhole matrix`: exit codes, the grid, the files for continuous integration, and no secret in any of them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { foldMatrix } from '../../../shared/matrix/fold.ts';
import type { MatrixReport } from '../../../shared/matrix/report.ts';
import { parseTraceFile } from '../../../shared/trace/file.ts';
import { runTerminal } from '../../support/terminal.ts';

const POLICY = join(import.meta.dirname, '../../fixtures/policies/shop.keyhole.yaml');

let lab: Lab;
let folder: string;
beforeAll(async () => {
  lab = await startLab();
  folder = mkdtempSync(join(tmpdir(), 'keyhole-matrix-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await lab.close();
});

const onShop = (...more: readonly string[]): string[] => [
  'matrix',
  POLICY,
  '--target',
  lab.mcp['open'] ?? '',
  '--login',
  'auto',
  ...more,
];

function fault(id: string): void {
  lab.setFault(id, true);
  onTestFinished(() => lab.setFault(id, false));
}

function policyFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('keyhole matrix', () => {
  test('prints the grid of the documented policy on the honest lab; exit 0', async () => {
    const { code, stdout, stderr } = await runTerminal(onShop('--allow-changes'));
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [head, ...lines] = stdout.split('\n');
    expect(head?.split(/\s+/)).toEqual(['call', 'nobody', 'alice', 'bob', 'admin']);
    expect(lines.find((line) => line.startsWith('get_order(orderId: "1001")'))).toMatch(/✓ +✓ +✓ +✓/);
    expect(stdout).toMatch(/0 over-permissive \(✕\), 0 over-restrictive \(▼\), 0 unknown/);
  });

  test('says who was let in, with rule, reason and fix; exit 1', async () => {
    fault('owner-not-checked');
    const { code, stdout } = await runTerminal(onShop());
    expect(code).toBe(1);
    expect(stdout).toMatch(/get_order\(orderId: "1001"\) +✓ +✓ +✕ OVER/);
    expect(stdout).toContain('✕ roles/over-permissive  error');
    expect(stdout).toContain(
      'bob may not call get_order(orderId: "1001"), and got an answer. It belongs to alice.',
    );
    expect(stdout).toContain('fix ');
    // Nobody agreed to what changes something.
    expect(stdout).toMatch(/create_return\(.*–/);
  });

  test('says what the answers hold that they should not, without showing it; exit 1', async () => {
    fault('leaks-card-number');
    const { code, stdout } = await runTerminal(onShop());
    expect(code).toBe(1);
    expect(stdout).toContain('What the answers hold:');
    expect(stdout).toContain('✕ privacy/reaches-model  error');
    expect(stdout).not.toMatch(/4242[ -]?4242[ -]?4242[ -]?4242/);
    const json = await runTerminal(onShop('--json'));
    expect(json.stdout).not.toMatch(/4242[ -]?4242[ -]?4242[ -]?4242/);
    const { leaks } = JSON.parse(json.stdout) as { leaks: { ruleId: string }[] };
    expect([...new Set(leaks.map(({ ruleId }) => ruleId))]).toEqual(['privacy/reaches-model']);
  });

  test('gives what the answers hold a suite of its own in JUnit, and a chapter in Markdown', async () => {
    const [junit, markdown] = ['leaks.xml', 'leaks.md'].map((name) => join(folder, name));
    const files = ['--junit', junit ?? '', '--markdown', markdown ?? ''];
    const suite = () => {
      const xml = readFileSync(junit ?? '', 'utf8');
      const [, tests, failures, cases = ''] =
        /<testsuite name="keyhole privacy: [^"]+" tests="(\d+)" failures="(\d+)" errors="0" skipped="0">\n([^]*?) {2}<\/testsuite>/.exec(
          xml,
        ) ?? [];
      return { xml, tests: Number(tests), failures: Number(failures), cases };
    };
    expect((await runTerminal(onShop(...files))).code).toBe(0);
    expect(suite()).toMatchObject({ tests: 0, failures: 0, cases: '' });
    expect(readFileSync(markdown ?? '', 'utf8')).not.toContain('What the answers hold');

    fault('leaks-card-number');
    const { code, stdout } = await runTerminal(onShop('--json', ...files));
    const { leaks } = JSON.parse(stdout) as { leaks: { severity: string; message: string }[] };
    const errors = leaks.filter(({ severity }) => severity === 'error').length;
    const { xml, tests, failures, cases } = suite();
    // A suite without a failure would pass where the exit code does not.
    expect([code, errors > 0]).toEqual([1, true]);
    expect([tests, failures]).toEqual([leaks.length, errors]);
    expect(cases.match(/<testcase classname="privacy" name="privacy\/reaches-model">/g)).toHaveLength(tests);
    expect(cases.match(/<failure type="error"/g)).toHaveLength(errors);
    // The cells themselves are as expected: what fails is what they hold.
    expect(/<testsuite name="keyhole matrix: [^>]* failures="0"/.test(xml)).toBe(true);
    const page = readFileSync(markdown ?? '', 'utf8');
    expect(page).toMatch(/## What the answers hold\n\n- \*\*privacy\/reaches-model\*\* \(error\)/);
    for (const text of [xml, page]) expect(text).not.toMatch(/4242[ -]?4242[ -]?4242[ -]?4242/);
  });

  test('writes JUnit, Markdown, JSON and the trace, without a secret in any of them', async () => {
    fault('admin-not-checked');
    const [junit, markdown, trace] = ['m.xml', 'm.md', 'm.keyhole'].map((name) => join(folder, name));
    const { code, stdout } = await runTerminal(
      onShop(
        '--allow-changes',
        '--json',
        '--junit',
        junit ?? '',
        '--markdown',
        markdown ?? '',
        '--trace',
        trace ?? '',
      ),
    );
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as MatrixReport;
    expect(report.counts['over-permissive']).toBe(4);
    const xml = readFileSync(junit ?? '', 'utf8');
    expect(xml.match(/<testcase /g)?.length).toBe(
      report.cells.length + report.findings.filter(({ verdict }) => verdict === 'fail').length,
    );
    expect(xml.match(/<failure type="over-permissive"/g)?.length).toBe(4);
    const page = readFileSync(markdown ?? '', 'utf8');
    expect(page).toMatch(/\| update\\_inventory\(.*\| ✕ over-permissive \|/);
    const file = parseTraceFile(readFileSync(trace ?? '', 'utf8'), 'm.keyhole');
    const fold = foldMatrix(file.events);
    expect(fold.counts()['over-permissive']).toBe(4);
    expect(fold.findings.map(({ ruleId }) => ruleId)).toEqual(report.findings.map(({ ruleId }) => ruleId));
    for (const text of [stdout, xml, page, readFileSync(trace ?? '', 'utf8')])
      expect(/eyJ[\w-]{10,}\.[\w-]+\.[\w-]+/.exec(text)).toBeNull();
  });

  test('takes tokens from the environment, and says which variable is missing; exit 2', async () => {
    const file = policyFile(
      'token.keyhole.yaml',
      `keyhole: 1
target: ${lab.mcp['open'] ?? ''}
identities:
  machine: { source: token, token_env: KEYHOLE_TEST_TOKEN_THAT_IS_NOT_SET }
`,
    );
    const { code, stderr } = await runTerminal(['matrix', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('"machine" needs the environment variable KEYHOLE_TEST_TOKEN_THAT_IS_NOT_SET');
  });

  test('names file, line, column, place and remedy of everything wrong in a policy; exit 2', async () => {
    const file = policyFile(
      'wrong.keyhole.yaml',
      `keyhole: 1
identities:
  alice: { source: sign-in, levle: login }
tools:
  get_order: everybody
`,
    );
    const { code, stderr } = await runTerminal(['matrix', file, '--target', 'http://127.0.0.1:9/mcp']);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:3:29: identities.alice: There is no "levle" here.`);
    expect(stderr).toContain(`${file}:5:14: tools.get_order: Use one of public, login, owner, admin.`);
  });

  test('says that nobody answers, and why; exit 3', async () => {
    const file = policyFile(
      'gone.keyhole.yaml',
      'keyhole: 1\nidentities:\n  alice: { source: sign-in }\ntools:\n  a: login\n',
    );
    const { code, stdout } = await runTerminal([
      'matrix',
      file,
      '--target',
      'http://127.0.0.1:9/mcp',
      '--login',
      'auto',
    ]);
    expect(code).toBe(3);
    expect(stdout).toContain('alice could not call:');
  });
});
