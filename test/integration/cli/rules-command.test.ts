import { expect, test } from 'vitest';
import { LAB_FAULTS } from '../../../electron/lab/lab.ts';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { CATALOGUE } from '../../../shared/rules/catalogue.ts';
import { NOT_OBSERVABLE } from '../../../shared/rules/not-observable.ts';
import { levelIn } from '../../../shared/rules/rule.ts';
import { runTerminal } from '../../support/terminal.ts';

interface Listed {
  readonly id: string;
  readonly observable: boolean;
  readonly levels: Readonly<Record<string, string>>;
  readonly statement: string;
  readonly reason?: string;
  readonly faults?: readonly string[];
  readonly sources: readonly { readonly label: string; readonly url: string }[];
}

async function list(...args: readonly string[]) {
  const { code, stdout } = await runTerminal(['rules', '--json', ...args]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as {
    readonly revision: string;
    readonly rules: readonly Listed[];
    readonly notObservable: readonly Listed[];
  };
}

test('lists every rule with its levels, its sources and the faults that prove it', async () => {
  const { revision, rules, notObservable } = await list();
  expect(revision).toBe('all');
  expect(rules.map(({ id }) => id)).toEqual(CATALOGUE.map(({ id }) => id));
  expect(notObservable.map(({ id }) => id)).toEqual(NOT_OBSERVABLE.map(({ id }) => id));
  for (const { id, levels, sources, faults } of rules) {
    expect(Object.keys(levels).length).toBeGreaterThan(0);
    expect(sources[0]?.url).toMatch(/^https:/);
    expect(faults).toEqual(LAB_FAULTS.filter(({ trips }) => trips.includes(id)).map((fault) => fault.id));
  }
  for (const { reason } of notObservable) expect(reason).toMatch(/\.$/);
});

test.each(REVISIONS)('lists those of %s only', async (revision) => {
  const { rules, notObservable } = await list('--revision', revision);
  expect(rules.map(({ id }) => id)).toEqual(
    CATALOGUE.filter((rule) => levelIn(rule, revision) !== null).map(({ id }) => id),
  );
  for (const { levels } of [...rules, ...notObservable])
    expect(levels[revision]).toMatch(/^(MUST|SHOULD|MAY)/);
});

test('reads as a page, stage by stage', async () => {
  const { code, stdout } = await runTerminal(['rules', '--revision', '2025-06-18']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^challenge\n {2}challenge\/status-401\n {6}MUST, server, since 2025-03-26\n/);
  expect(stdout).toContain('Not observable: ');
  expect(stdout).not.toContain('mcp/method-header');
  expect(stdout).toMatch(/\d+ rules, and \d+ statements that cannot be observed from a client\.\n$/);
});

test('refuses a revision that does not exist', async () => {
  expect(await runTerminal(['rules', '--revision', '2024-01-01'])).toMatchObject({ code: 2, stdout: '' });
});
