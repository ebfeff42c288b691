// Changing a simulated caller: what stays of it, and when it becomes another one.

import { describe, expect, test } from 'vitest';
import {
  formOfSimulated,
  readSimulated,
  retitled,
  simulatedSettings,
  type SimulatedForm,
} from '../../../renderer/features/roles/identities/simulated-form.ts';
import { identityDefinition } from '../../../shared/contract.ts';
import type { IdentityDefinition } from '../../../shared/identity/identity.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';

const LIKE: FlowSettings = {
  revision: '2026-07-28',
  registration: 'auto',
  grant: 'authorization_code',
  login: 'auto',
  timeout: 30_000,
  bodyLimit: 1024,
  scope: 'orders:read orders:write',
  extraAuthorizationParameters: { login_hint: 'alice' },
};
type Source = Extract<IdentityDefinition['source'], { kind: 'simulated' }>;

const known = (source: Omit<Source, 'kind'>, own?: FlowSettings) => {
  const whole: Source = { kind: 'simulated', ...source };
  const editing: IdentityDefinition = {
    name: 'sim',
    title: 'Alice: Malformed token',
    colour: 'grey',
    level: 'login',
    source: whole,
  };
  return {
    form: formOfSimulated(editing, whole, own),
    facts: { editing, source: whole, own, origin: undefined, like: LIKE },
  };
};

describe('the settings of a simulated caller', () => {
  const asked = { resource: 'https://other.example/mcp', scope: 'orders:read' };

  test.each([
    ['wrong-audience', { resource: asked.resource, scope: LIKE.scope }],
    ['scope-removed', { scope: 'orders:read' }],
  ] as const)('of %s differ from those it is like in what was asked', (how, differing) => {
    const made = simulatedSettings(how, asked, LIKE);
    expect(made).toMatchObject({ ...differing, extraAuthorizationParameters: { login_hint: 'alice' } });
    if (how === 'scope-removed') expect(made).not.toHaveProperty('resource');
  });

  test('are none where nothing was asked, nothing is known to be like, or nothing can be', () => {
    expect(simulatedSettings('scope-removed', { resource: 'x', scope: '  ' }, LIKE)).toBeUndefined();
    expect(simulatedSettings('scope-removed', asked, undefined)).toBeUndefined();
    expect(simulatedSettings('revoked', asked, LIKE)).toBeUndefined();
  });
});

describe('a simulated caller that is edited', () => {
  test('is the same when nothing was changed, settings and all', () => {
    const own = { ...LIKE, scope: 'orders:read', overrides: ['x'] };
    const { form, facts } = known({ from: 'alice', how: 'scope-removed' }, own);
    expect(form).toMatchObject({ from: 'alice', how: 'scope-removed', scope: 'orders:read', resource: '' });
    expect(readSimulated(form, facts)).toEqual({
      definition: facts.editing,
      settings: own,
      isAnother: false,
      problems: {},
    });
  });

  test('may get another title and colour and stays who it is', () => {
    const { form, facts } = known({ from: 'alice', how: 'malformed' });
    const read = readSimulated({ ...form, title: ` ${'名'.repeat(80)} `, colour: 'pink' }, facts);
    expect(read).toMatchObject({ isAnother: false, definition: { name: 'sim', colour: 'pink' } });
    expect(identityDefinition.safeParse(read.definition).success).toBe(true);
  });

  test.each<[string, Partial<SimulatedForm>]>([
    ['whom it comes from', { from: 'bob' }],
    ['what is wrong with it', { how: 'revoked' }],
    ['the scope that is left', { scope: 'orders:write' }],
    ['the scope that is left, to be found out', { scope: '' }],
  ])('is another one with %s', (_name, change) => {
    const { form, facts } = known({ from: 'alice', how: 'scope-removed' }, { ...LIKE, scope: 'orders:read' });
    expect(readSimulated({ ...form, ...change }, facts).isAnother).toBe(true);
  });

  test('is another one when it borrows the session of somebody else, and only then', () => {
    const { form, facts } = known({ from: 'alice', how: 'foreign-session', other: 'bob' });
    expect(readSimulated({ ...form, other: 'eve' }, facts)).toMatchObject({
      isAnother: true,
      definition: { source: { other: 'eve' } },
    });
    const plain = known({ from: 'alice', how: 'malformed' });
    const read = readSimulated({ ...plain.form, other: 'eve', scope: 'x', resource: 'y' }, plain.facts);
    expect(read.isAnother).toBe(false);
    expect(read.definition.source).not.toHaveProperty('other');
  });

  test('may do at most what the one it comes from may', () => {
    const { form, facts } = known({ from: 'alice', how: 'malformed' });
    const origin = { ...facts.editing, name: 'admin', level: 'admin' } as const;
    const read = readSimulated({ ...form, from: 'admin' }, { ...facts, origin });
    expect(read.definition).toMatchObject({ level: 'admin', source: { from: 'admin' } });
  });

  test('takes nothing along from what it was', () => {
    const { form, facts } = known({ from: 'alice', how: 'scope-removed' }, { ...LIKE, scope: 'orders:read' });
    expect(readSimulated({ ...form, how: 'revoked' }, facts).settings).toBeUndefined();
  });

  test.each<[string, Partial<SimulatedForm>, object]>([
    ['no title', { title: ' ' }, { title: true }],
    ['an address that is none', { how: 'wrong-audience', resource: 'shop' }, { resource: true }],
    ['an address without a host', { how: 'wrong-audience', resource: 'http://' }, { resource: true }],
    ['nobody to borrow from', { how: 'foreign-session' }, { other: true }],
    ['no address, which is made by itself', { how: 'wrong-audience', resource: ' ' }, {}],
  ])('with %s', (_name, change, problems) => {
    const { form, facts } = known({ from: 'alice', how: 'malformed' });
    expect(readSimulated({ ...form, ...change }, facts).problems).toEqual(problems);
  });
});

describe('its title', () => {
  const titleOf = ({ from, how }: SimulatedForm) => `${from}: ${how}`;
  const { form } = known({ from: 'alice', how: 'malformed' });

  test('follows what it says when Keyhole made it', () => {
    const made = { ...form, title: titleOf(form) };
    expect(retitled(made, { how: 'revoked' }, titleOf).title).toBe('alice: revoked');
    expect(retitled(made, { from: 'bob' }, titleOf).title).toBe('bob: malformed');
  });

  test('stays when a person wrote it, and may be written anew', () => {
    expect(retitled({ ...form, title: 'Mine' }, { how: 'revoked' }, titleOf).title).toBe('Mine');
    expect(retitled({ ...form, title: titleOf(form) }, { title: '' }, titleOf).title).toBe('');
  });
});
