// What a person types for an identity, and what it means to the engine.

import { describe, expect, test } from 'vitest';
import {
  BROWSER_SESSIONS,
  browserSessionOf,
  formOfIdentity,
  freeColour,
  nameFor,
  newForm,
  readIdentity,
  shortened,
  simulatedDefinition,
  templateOf,
  TEMPLATES,
  withBrowserSession,
  type FormFacts,
  type IdentityForm,
} from '../../../renderer/features/roles/identities/identity-form.ts';
import { DEFAULT_FORM, formOf, readSettings } from '../../../renderer/flow-settings-form.ts';
import { identityDefinition, flowSettings } from '../../../shared/contract.ts';
import { IDENTITY_COLOURS } from '../../../shared/identity/identity.ts';
import type { IdentityDefinition, IdentitySource } from '../../../shared/identity/identity.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';

const define = (name: string, source: IdentitySource = { kind: 'flow' }): IdentityDefinition => ({
  name,
  title: name,
  colour: 'teal',
  level: 'login',
  source,
});

const settings = (more: Partial<FlowSettings> = {}): FlowSettings => ({
  revision: 'auto',
  registration: 'auto',
  grant: 'authorization_code',
  login: 'browser',
  timeout: 30_000,
  bodyLimit: 1024,
  ...more,
});

describe('the name of an identity', () => {
  test.each([
    ['Bob', [], 'bob'],
    ['  Night   job! ', [], 'night-job'],
    ['Zoë Ångström', [], 'zoe-angstrom'],
    ['ﬁle', [], 'file'],
    ['张三', [], 'identity'],
    ['💥', [], 'identity'],
    ['', [], 'identity'],
    ['---', [], 'identity'],
    ['Bob', ['bob'], 'bob-2'],
    ['Bob', ['bob', 'bob-2', 'bob-4'], 'bob-3'],
    ['Caller', [], 'caller-2'],
    ['x'.repeat(100), [], 'x'.repeat(40)],
    ['x'.repeat(100), ['x'.repeat(40)], `${'x'.repeat(38)}-2`],
  ])('made of %j beside %j is %s', (title, taken, name) => {
    expect(nameFor(title, taken)).toBe(name);
  });

  test('is one that the engine takes, however many there are', () => {
    const taken: string[] = [];
    for (let made = 0; made < 120; made += 1)
      taken.push(nameFor('The same title, a very long one it is', taken));
    expect(new Set(taken).size).toBe(120);
    for (const name of taken) expect(identityDefinition.shape.name.safeParse(name).success).toBe(true);
  });
});

describe('a title', () => {
  test.each([
    ['short', 'short'],
    ['x'.repeat(61), 'x'.repeat(60)],
    [`${'x'.repeat(59)}💥`, 'x'.repeat(59)],
    [`${'x'.repeat(58)}💥`, `${'x'.repeat(58)}💥`],
  ])('%j is shortened to whole characters', (title, short) => {
    expect(shortened(title)).toBe(short);
  });
});

describe('the colour of the next identity', () => {
  test('is the first that nobody has, and never the grey of simulated callers', () => {
    expect(freeColour([])).toBe('blue');
    const taken = IDENTITY_COLOURS.map((colour) => ({ ...define(colour), colour }));
    expect(freeColour(taken.slice(0, 2))).toBe('amber');
    for (let count = 0; count < 20; count += 1)
      expect(freeColour([...taken, ...taken, ...taken].slice(0, count))).not.toBe('grey');
  });
});

describe('the template of an identity', () => {
  test.each([
    [{ kind: 'flow' }, undefined, 'person'],
    [{ kind: 'flow' }, settings({ grant: 'client_credentials' }), 'client'],
    [{ kind: 'given' }, undefined, 'given'],
    [{ kind: 'nobody' }, undefined, 'nobody'],
    [{ kind: 'nobody' }, settings({ extraHeaders: [] }), 'nobody'],
    [{ kind: 'nobody' }, settings({ extraHeaders: [['x-key', '1']] }), 'given'],
    [{ kind: 'simulated', from: 'a', how: 'revoked' }, settings(), 'simulated'],
  ] as const)('%j with %j is %s', (source, own, template) => {
    expect(templateOf(define('a', source), own)).toBe(template);
  });
});

describe('the browser session', () => {
  test('that was chosen is the one that is shown', () => {
    for (const chosen of BROWSER_SESSIONS)
      for (const before of BROWSER_SESSIONS)
        expect(browserSessionOf(withBrowserSession(withBrowserSession(DEFAULT_FORM, before), chosen))).toBe(
          chosen,
        );
  });

  test('of a flow that asks for nothing is shared', () => {
    expect(browserSessionOf(DEFAULT_FORM)).toBe('share');
  });
});

describe('a new form', () => {
  const first = { ...DEFAULT_FORM, clientSecret: 's', privateKey: 'k', accessToken: 't', clientId: 'c' };

  test('runs like the flow of the target, without its secrets', () => {
    for (const template of TEMPLATES) {
      const { flow } = newForm(template, first, []);
      expect(flow).toMatchObject({ clientSecret: '', privateKey: '', accessToken: '', revision: 'auto' });
    }
  });

  test('of a person asks for a login of its own', () => {
    const { flow, level, colour } = newForm(
      'person',
      { ...first, login: 'auto', extraAuthorizationParameters: 'login_hint=alice' },
      [define('a'), { ...define('b'), colour: 'blue' }],
    );
    expect(browserSessionOf(flow)).toBe('login');
    expect(flow.extraAuthorizationParameters).toBe('');
    expect([level, colour]).toEqual(['login', 'amber']);
  });

  test('of nobody, of a client and of a token is each what it says', () => {
    expect(newForm('nobody', first, [])).toMatchObject({ colour: 'grey', level: 'public' });
    expect(newForm('client', first, []).flow).toMatchObject({ grant: 'client_credentials', clientId: '' });
    expect(newForm('given', first, []).flow.grant).toBe('token');
  });
});

describe('the form of an identity that is there', () => {
  test('has its settings and none of its secrets', () => {
    const form = formOfIdentity(define('bob', { kind: 'given' }), settings({ scope: 'a b' }), {
      ...DEFAULT_FORM,
      accessToken: 'of the first',
    });
    expect(form).toMatchObject({ title: 'bob', name: 'bob', colour: 'teal', level: 'login' });
    expect(form.flow).toMatchObject({ grant: 'token', scope: 'a b', accessToken: '', clientSecret: '' });
  });

  test('without settings of its own runs like the first', () => {
    const base = { ...DEFAULT_FORM, scope: 'of the first' };
    expect(formOfIdentity(define('bob'), undefined, base).flow.scope).toBe('of the first');
  });
});

describe('reading the form', () => {
  const facts = (template: FormFacts['template'], more: Partial<FormFacts> = {}): FormFacts => ({
    template,
    taken: ['bob'],
    editing: undefined,
    ...more,
  });
  const form = (template: FormFacts['template'], change: Partial<IdentityForm> = {}): IdentityForm => ({
    ...newForm(template, DEFAULT_FORM, []),
    title: 'Eve',
    ...change,
  });
  const withFlow = (template: FormFacts['template'], flow: Partial<IdentityForm['flow']>) => {
    const fresh = form(template);
    return { ...fresh, flow: { ...fresh.flow, ...flow } };
  };

  test.each<[string, IdentityForm, FormFacts, Record<string, string>]>([
    ['nothing is missing', form('person'), facts('person'), {}],
    ['there is no title', form('person', { title: ' ' }), facts('person'), { title: 'title' }],
    ['the name has other characters', form('person', { name: 'a b' }), facts('person'), { name: 'name' }],
    ['the name is in another script', form('person', { name: '张' }), facts('person'), { name: 'name' }],
    ['the name is too long', form('person', { name: 'x'.repeat(41) }), facts('person'), { name: 'name' }],
    ['the name is taken', form('person', { name: 'bob' }), facts('person'), { name: 'taken' }],
    [
      'the name means whoever calls',
      form('person', { name: 'caller' }),
      facts('person'),
      { name: 'reserved' },
    ],
    ['neither token nor header is there', form('given'), facts('given'), { token: 'token' }],
    ['there is a token', withFlow('given', { accessToken: 't' }), facts('given'), {}],
    ['there is a header', withFlow('given', { extraHeaders: 'X-Key: 1' }), facts('given'), {}],
    [
      'the token stays that was given before',
      form('given'),
      facts('given', { editing: define('eve', { kind: 'given' }) }),
      {},
    ],
    [
      'a client has no id',
      withFlow('client', { clientSecret: 's' }),
      facts('client'),
      { clientId: 'clientId' },
    ],
    ['a client has no secret', withFlow('client', { clientId: 'c' }), facts('client'), { secret: 'secret' }],
    [
      'a client has a secret where a key is needed',
      withFlow('client', { clientId: 'c', clientAuth: 'private_key_jwt', clientSecret: 's' }),
      facts('client'),
      { secret: 'secret' },
    ],
    ['a client needs none', withFlow('client', { clientId: 'c', clientAuth: 'none' }), facts('client'), {}],
    [
      'the secret of a client stays',
      withFlow('client', { clientId: 'c' }),
      facts('client', { editing: define('eve') }),
      {},
    ],
  ])('where %s', (_name, typed, known, problems) => {
    expect(readIdentity(typed, known).problems).toEqual(problems);
  });

  test('says what is wrong with the flow, too', () => {
    const typed = withFlow('person', { extraAuthorizationParameters: 'no equals sign' });
    expect(Object.keys(readIdentity(typed, facts('person')).flowProblems)).toEqual([
      'extraAuthorizationParameters',
    ]);
  });

  test.each<[FormFacts['template'], Partial<IdentityForm['flow']>, string, string | undefined]>([
    ['person', {}, 'flow', 'authorization_code'],
    ['client', { clientId: 'c', clientSecret: 's' }, 'flow', 'client_credentials'],
    ['given', { accessToken: 't' }, 'given', 'token'],
    ['given', { extraHeaders: 'X-Key: 1' }, 'nobody', 'none'],
    ['nobody', {}, 'nobody', undefined],
  ])('of %s with %j makes a caller of kind %s with the grant %s', (template, flow, kind, grant) => {
    const read = readIdentity(withFlow(template, flow), facts(template));
    expect(read.definition.source.kind).toBe(kind);
    expect(read.settings?.grant).toBe(grant);
    expect(identityDefinition.parse(read.definition)).toEqual(read.definition);
    if (read.settings) expect(flowSettings.safeParse(read.settings).success).toBe(true);
  });

  test('keeps secrets apart from settings', () => {
    const { settings: made, secrets } = readIdentity(
      withFlow('client', { clientId: 'c', clientSecret: 'very secret' }),
      facts('client'),
    );
    expect(secrets).toEqual({ clientSecret: 'very secret' });
    expect(JSON.stringify(made)).not.toContain('very secret');
  });

  test('keeps the name of an identity that is changed, and the way in which the first signs in', () => {
    const editing = define('bob');
    expect(
      readIdentity(form('person', { name: 'other' }), facts('person', { taken: [], editing })),
    ).toMatchObject({
      definition: { name: 'bob', title: 'Eve' },
      problems: {},
    });
    const first = define('default', { kind: 'given' });
    const read = readIdentity(form('person'), facts('person', { editing: first }));
    expect(read.definition.source).toEqual({ kind: 'given' });
    expect([read.settings, read.secrets, read.flowProblems]).toEqual([undefined, undefined, {}]);
  });

  test('shows again what was saved', () => {
    const typed = withFlow('person', { scope: 'a b', extraHeaders: 'X-Key: 名' });
    const { definition, settings: made } = readIdentity(typed, facts('person'));
    const saved = flowSettings.parse(made) as FlowSettings;
    const again = formOfIdentity(definition, saved, DEFAULT_FORM);
    expect(again).toEqual({ ...typed, name: 'eve' });
    expect(readSettings(formOf(saved, DEFAULT_FORM)).settings).toEqual(made);
  });
});

describe('a simulated caller', () => {
  const from = {
    ...define('a-very-long-name-of-an-identity'),
    title: 'X'.repeat(60),
    level: 'admin',
  } as const;

  test('is grey, of the level of whom it comes from, and named after both', () => {
    expect(simulatedDefinition(define('bob'), 'revoked', 'Revoked token', [])).toEqual({
      name: 'bob-revoked',
      title: 'bob: Revoked token',
      colour: 'grey',
      level: 'login',
      source: { kind: 'simulated', from: 'bob', how: 'revoked' },
    });
  });

  test('has a name and a title that the engine takes, and tells two of a kind apart', () => {
    const taken: string[] = [];
    for (let made = 0; made < 3; made += 1) {
      const definition = simulatedDefinition(from, 'flipped-signature', '签名', taken, 'bob');
      taken.push(definition.name);
      expect(identityDefinition.parse(definition)).toEqual(definition);
      expect(definition.source).toMatchObject({ other: 'bob' });
    }
    expect(new Set(taken).size).toBe(3);
  });
});
