// The policy file: read with every fault in its place, changed without losing a comment.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../../support/arbitrary-trace.ts';
import { EMPTY_LISTING } from '../../../shared/matrix/listing.ts';
import { buildPlan } from '../../../shared/matrix/plan.ts';
import { completePolicy, newPolicyDocument, policyText } from '../../../shared/policy/complete.ts';
import { applyEdit } from '../../../shared/policy/apply-edit.ts';
import type { PolicyEdit } from '../../../shared/policy/edit.ts';
import { callersOf, MissingVariableError } from '../../../shared/policy/identities.ts';
import { parsePolicy, PolicyFileError } from '../../../shared/policy/parse.ts';

const SHOP = readFileSync(
  path.join(import.meta.dirname, '../../fixtures/policies/shop.keyhole.yaml'),
  'utf8',
);

/** The text of a policy after some edits. */
function edit(text: string, ...edits: readonly PolicyEdit[]): string {
  const { document } = parsePolicy(text, 'p.yaml');
  for (const each of edits) applyEdit(document, each);
  return policyText(document);
}

const expectationOf = (name: string, set: string, expect: 'allow' | 'deny' | 'unknown') =>
  ({ edit: 'expectation', kind: 'tool', name, set, identity: 'bob', expect }) as const;

/** Faults as `line:column place`, and their messages. */
function faults(text: string): { at: string; message: string }[] {
  try {
    parsePolicy(text, 'p.yaml');
  } catch (error) {
    if (!(error instanceof PolicyFileError)) throw error;
    return error.faults.map(({ line, column, place, message }) => ({
      at: `${line}:${column} ${place}`,
      message,
    }));
  }
  return [];
}

describe('a policy file', () => {
  test('that documents the format is read', () => {
    const { policy } = parsePolicy(SHOP, 'shop.keyhole.yaml');
    expect(Object.keys(policy.identities)).toEqual(['nobody', 'alice', 'bob', 'admin']);
    expect(policy.run).toEqual({ concurrency: 4, rate: 0, existence: true });
  });

  test.each([
    ['nothing', '', '1:1 ', 'it has no "keyhole: 1" at its top'],
    ['a list', '- a\n', '1:1 ', 'it has no "keyhole: 1"'],
    ['a newer format', 'keyhole: 2\n', '1:10 keyhole', 'Update Keyhole'],
    ['a broken line', 'keyhole: 1\ntools: {a: login\n', '3:1 ', 'Correct the YAML here'],
    ['the same key twice', 'keyhole: 1\ntools: {}\ntools: {}\n', '3:1 ', 'Correct the YAML here'],
    ['a misspelt section', 'keyhole: 1\ntool: {}\n', '2:1 ', 'There is no "tool" here'],
    [
      'an unknown way to a token',
      'keyhole: 1\nidentities:\n  a: { source: magic }\n',
      '3:16 identities.a.source',
      'nobody, sign-in, client-credentials, token or simulated',
    ],
    [
      'a number where text belongs',
      'keyhole: 1\nidentities:\n  a: { source: sign-in, client_id: 12 }\n',
      '3:36 identities.a.client_id',
      "Put it in quotes: '12'.",
    ],
    [
      'a level that is none',
      'keyhole: 1\ntools:\n  a: all\n',
      '3:6 tools.a',
      'Use one of public, login, owner, admin.',
    ],
    [
      'a level that is none, inside',
      'keyhole: 1\ntools:\n  a: { level: all }\n',
      '3:6 tools.a',
      'level: Use one of public, login, owner, admin.',
    ],
    ['too many at once', 'keyhole: 1\nrun: { concurrency: 99 }\n', '2:21 run.concurrency', 'at most 32'],
    [
      'an owner that nobody is',
      'keyhole: 1\narguments:\n  x: { owner: eve, value: { a: 1 }, for: [t] }\n',
      '3:15 arguments.x.owner',
      'There is no identity "eve"',
    ],
    [
      'a cell about nothing',
      'keyhole: 1\nidentities: { a: { source: nobody } }\ncells:\n  - { identity: a, expect: deny }\n',
      '4:5 cells.0',
      'tool, resource, prompt or list',
    ],
    [
      'a simulation of nobody',
      'keyhole: 1\nidentities:\n  n: { source: nobody }\n  s: { source: simulated, from: n, how: malformed }\n',
      '4:33 identities.s.from',
      'has no token of its own',
    ],
    [
      'a name that stands for whoever calls',
      'keyhole: 1\nidentities:\n  caller: { source: nobody }\n',
      '3:3 identities.caller',
      'stands for whoever calls',
    ],
  ])('with %s is refused there, with a remedy', (_name, text, at, message) => {
    const [first] = faults(text);
    expect(first?.at).toBe(at);
    expect(first?.message).toContain(message);
    expect(first?.message).toMatch(/[.'…]$/);
  });

  test('with several faults says all of them at once', () => {
    expect(faults('keyhole: 1\ntools: { a: x, b: y }\nrun: { rate: -1 }\n')).toHaveLength(3);
  });

  test('cannot make memory explode by aliases', () => {
    const lines = ['keyhole: 1', 'a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let depth = 1; depth < 9; depth += 1)
      lines.push(
        `a${depth}: &a${depth} [${Array(10)
          .fill(`*a${depth - 1}`)
          .join(',')}]`,
      );
    expect(faults(`${lines.join('\n')}\n`).length).toBeGreaterThan(0);
  });
});

describe('an edit', () => {
  const edited = (...edits: readonly PolicyEdit[]): string => edit(SHOP, ...edits);
  const expectation = (expect: 'allow' | 'deny' | null): PolicyEdit => ({
    edit: 'expectation',
    kind: 'tool',
    name: 'get_order',
    set: 'alice-1001',
    identity: 'bob',
    expect,
  });

  test('that changes nothing leaves every line as it was written', () => {
    expect(edited()).toBe(SHOP);
  });

  test('of one level changes one line', () => {
    const before = SHOP.split('\n');
    const after = edited({ edit: 'level', kind: 'tool', name: 'get_categories', level: 'login' }).split('\n');
    expect(after.filter((line, index) => line !== before[index])).toEqual(['  get_categories: login']);
    expect(after).toHaveLength(before.length);
  });

  test('of an expectation adds a cell, changes it, and takes it away again', () => {
    const cells = (text: string) => parsePolicy(text, 'p').policy.cells;
    expect(cells(edited(expectation('allow')))).toHaveLength(2);
    expect(cells(edited(expectation('allow'), expectation('deny'))).at(-1)).toMatchObject({ expect: 'deny' });
    expect(cells(edited(expectation('allow'), expectation(null)))).toHaveLength(1);
  });

  test.each([
    ['a bare level', 'search_products', 'shop:read', { level: 'public', scope: 'shop:read' }],
    ['a mapping', 'get_order', ' orders:read  orders:audit ', { scope: 'orders:read orders:audit' }],
    ['a tool the policy does not know', 'new_tool', 'shop:read', { scope: 'shop:read' }],
  ])('of the scopes of %s is written in one line of text', (_name, name, scope, entry) => {
    const { tools } = parsePolicy(edited({ edit: 'scope', kind: 'tool', name, scope }), 'p').policy;
    expect(tools[name]).toMatchObject(entry);
  });

  test('of scopes written as a list keeps the list, and an empty text takes them out', () => {
    const text = edit('keyhole: 1\ntools:\n  t: { level: login, scope: [a, b] }\n', {
      edit: 'scope',
      kind: 'tool',
      name: 't',
      scope: 'a c',
    });
    expect(text).toContain('scope: [ a, c ]');
    expect(edit(text, { edit: 'scope', kind: 'tool', name: 't', scope: ' ' })).toContain(
      't: { level: login }',
    );
  });

  test('keeps comments, and turns a bare level into a mapping where there is more to say', () => {
    const text = edited({ edit: 'scope', kind: 'tool', name: 'search_products', scope: 'shop:read' });
    expect(text).toContain('# administrators see every order');
    expect(parsePolicy(text, 'p').policy.tools['search_products']).toEqual({
      level: 'public',
      scope: 'shop:read',
    });
  });

  test('adds and removes sets of arguments', () => {
    const set: PolicyEdit = {
      edit: 'arguments',
      set: 'bob-2002',
      value: { owner: 'bob', value: { orderId: '2002' }, for: ['get_order'] },
    };
    expect(parsePolicy(edited(set), 'p').policy.arguments['bob-2002']).toEqual(set.value);
    expect(edited(set, { ...set, value: null })).toBe(SHOP);
  });
});

/** A policy in which something is said of bob in every place where it can be. */
const EVERYWHERE = `keyhole: 1
identities: { bob: { source: sign-in }, eve: { source: sign-in } }
tools:
  get: { level: owner, expect: { bob: allow, eve: deny } }
  404: { expect: { bob: allow } }
arguments:
  one: { value: { id: 1 }, for: get }
  two: { value: { id: 2 }, for: [get, other] }
  three: { value: { id: 3 }, for: other }
cells:
  - { tool: get, arguments: one, identity: bob, expect: deny, why: because }
  - { tool: get, identity: bob, expect: unknown, why: all of it }
  - { tool: other, identity: bob, expect: deny }
`;

describe('going back to the level', () => {
  const back = (name: string, set?: string, identity = 'bob'): PolicyEdit => ({
    edit: 'expectation',
    kind: 'tool',
    name,
    ...(set === undefined ? {} : { set }),
    identity,
    expect: null,
  });
  /** What a plan of the policy says of every row, as `row identity: expectation`. */
  const said = (text: string): string[] => {
    const { policy } = parsePolicy(text, 'p');
    const plan = buildPlan({
      target: 'https://a.example/mcp',
      revision: 'auto',
      policy,
      columns: [],
      listing: EMPTY_LISTING,
      found: [],
    });
    const lines = Object.entries(plan.said).flatMap(([row, cells]) =>
      Object.entries(cells).map(
        ([identity, { expect, why }]) =>
          `${row} ${identity}: ${expect}${why === undefined ? '' : ` (${why})`}`,
      ),
    );
    return lines.toSorted();
  };

  test('takes out what a cell says, what all cells of the tool say, and what the tool says', () => {
    expect(said(edit(EVERYWHERE, back('get', 'one')))).toEqual(
      said(EVERYWHERE).filter((line) => !line.startsWith('tool:get#one bob')),
    );
  });

  test('leaves the other rows of the tool what they were', () => {
    const text = edit(EVERYWHERE, back('get', 'one'));
    expect(said(text)).toContain('tool:get#two bob: unknown (all of it)');
    expect(said(text)).toContain('tool:get#one eve: deny');
    expect(said(edit(text, back('get', 'two')))).not.toContain('tool:get#two bob: unknown (all of it)');
  });

  test('of a tool with one row takes it out of the entry and leaves the entry there', () => {
    const text = edit(EVERYWHERE, back('404'));
    expect(said(text).filter((line) => line.startsWith('tool:404'))).toEqual([]);
    expect(Object.keys(parsePolicy(text, 'p').policy.tools)).toContain('404');
  });

  test.each([
    ['resource', 'resources', 'file:///a'],
    ['prompt', 'prompts', 'greet'],
  ] as const)('works for a %s', (kind, section, name) => {
    const text = `keyhole: 1\nidentities: { bob: { source: nobody } }\n${section}:\n  ${name}: { expect: { bob: deny } }\n`;
    expect(said(text)).toEqual([`${kind}:${name} bob: deny`]);
    expect(said(edit(text, { edit: 'expectation', kind, name, identity: 'bob', expect: null }))).toEqual([]);
  });

  test('of an entry that another shares changes that one alone', () => {
    const text =
      'keyhole: 1\nidentities: { bob: { source: nobody } }\ntools:\n  a: { expect: &same { bob: deny } }\n  b: { expect: *same }\n';
    expect(said(edit(text, back('a')))).toEqual(['tool:b bob: deny']);
    expect(said(edit(text, back('b')))).toEqual(['tool:a bob: deny']);
  });

  test('and saying it again is as if nothing had happened', () => {
    const text = edit(EVERYWHERE, back('get', 'one'), {
      ...expectationOf('get', 'one', 'unknown'),
      why: 'all of it',
    });
    expect(said(text)).toEqual(said(EVERYWHERE));
  });

  test('what is said of a cell counts also where a later cell speaks of the whole tool', () => {
    const text = edit(EVERYWHERE, expectationOf('get', 'one', 'allow'));
    expect(said(text)).toContain('tool:get#one bob: allow (because)');
    expect(said(text)).toContain('tool:get#two bob: unknown (all of it)');
  });

  test('where nothing is said changes nothing', () => {
    expect(edit(EVERYWHERE, back('none'), back('other', 'three', 'eve'))).toBe(edit(EVERYWHERE));
  });
});

describe('the identities of a policy', () => {
  const policy = (entry: string) => parsePolicy(`keyhole: 1\nidentities:\n  a: ${entry}\n`, 'p').policy;
  const variables: Readonly<Record<string, string>> = { SECRET: 's3cret', TOKEN: 't0ken' };
  const callers = (entry: string) =>
    callersOf(policy(entry), { variable: (name) => variables[name], base: { login: 'print' } });

  test('become definitions, settings and secrets', () => {
    const entry =
      '{ source: client-credentials, level: admin, client_id: m, client_auth: client_secret_basic, client_secret_env: SECRET }';
    expect(callers(entry)[0]).toMatchObject({
      definition: { name: 'a', level: 'admin', source: { kind: 'flow' } },
      settings: { grant: 'client_credentials', clientId: 'm', registration: 'preregistered', login: 'print' },
      secrets: { clientSecret: 's3cret' },
    });
    expect(callers('{ source: token, token_env: TOKEN }')[0]).toMatchObject({
      definition: { source: { kind: 'given' } },
      settings: { grant: 'token' },
      secrets: { accessToken: 't0ken' },
    });
  });

  test('that are simulated sign in as the one they come from, but for the scope that is to be left out', () => {
    const text = `keyhole: 1
identities:
  a: { source: sign-in, scope: x y, login_hint: alice }
  old: { source: simulated, from: a, how: revoked }
  less: { source: simulated, from: a, how: scope-removed }
  named: { source: simulated, from: a, how: scope-removed, scope: y }
`;
    const made = callersOf(parsePolicy(text, 'p').policy, { variable: () => undefined, base: {} });
    expect(made.map(({ settings }) => settings.scope)).toEqual(['x y', 'x y', undefined, 'y']);
    expect(made.at(2)?.settings.extraAuthorizationParameters).toEqual({ login_hint: 'alice' });
  });

  test.each([
    ['{ source: nobody }', 'public'],
    ['{ source: nobody, level: login }', 'login'],
    ['{ source: nobody, headers: { X-Person: alice } }', 'login'],
    ['{ source: nobody, headers_env: { X-Key: SECRET } }', 'login'],
    ['{ source: nobody, level: public, headers: { X-Trace: on } }', 'public'],
  ])('that have no token may do what their headers make of them: %s', (entry, level) => {
    expect(callers(entry)[0]?.definition).toMatchObject({ level, source: { kind: 'nobody' } });
  });

  test.each([
    ['public', []],
    ['login', []],
    ['login', [['X-Key', 's3cret']]],
    ['admin', [['X-Key', 's3cret']]],
    ['public', [['X-Trace', 'on']]],
  ] as const)(
    'that have no token are %s again when they are read back (headers: %j)',
    (level, extraHeaders) => {
      const definition = {
        name: 'a',
        title: 'A',
        colour: 'grey',
        level,
        source: { kind: 'nobody' },
      } as const;
      const columns = [{ definition, status: 'ready' }] as const;
      const { policy: empty } = parsePolicy('keyhole: 1\n', 'p');
      const plan = buildPlan({
        target: 'https://a.example/mcp',
        revision: 'auto',
        policy: empty,
        columns,
        listing: EMPTY_LISTING,
        found: [],
      });
      const document = completePolicy(newPolicyDocument(plan.target), {
        plan,
        found: [],
        settingsOf: () => ({ ...SETTINGS, extraHeaders }),
      });
      const read = callersOf(parsePolicy(policyText(document), 'p').policy, {
        variable: () => 's3cret',
        base: {},
      });
      expect(read[0]?.definition.level).toBe(level);
      expect(policyText(document)).not.toContain('s3cret');
    },
  );

  test('whose variable is missing are refused by its name', () => {
    expect(() => callers('{ source: token, token_env: NOT_THERE }')).toThrow(MissingVariableError);
  });
});
