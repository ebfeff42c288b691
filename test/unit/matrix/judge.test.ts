// Judging a run: what must be said, and above all what must not.

import { describe, expect, test } from 'vitest';
import type { IdentityState } from '../../../shared/identity/identity.ts';
import { confirmationsOf } from '../../../shared/matrix/confirm.ts';
import type { CellOutcome } from '../../../shared/matrix/matrix.ts';
import { missingArguments } from '../../../shared/matrix/missing-object.ts';
import { ARun, data, person, refusal, row } from './a-run.ts';

const ALICE = person('alice');
const BOB = person('bob');
const ADMIN = person('admin', 'admin');
const NOBODY = person('nobody', 'public', { kind: 'nobody' });

const orders = (...ids: readonly string[]) =>
  data({ orders: ids.map((id) => ({ id, carrier: 'Parcel Post', total: 12.5 })) });
const none = data({ orders: [] });

const LIST = row('list_orders');
const HERS = row('get_order', { set: 'a', owner: 'alice', arguments: { orderId: '1001' } });

/** The same answers in the run and alone. */
function sameTwice(
  level: 'owner' | 'login' | 'public',
  answer: ReturnType<typeof data>,
  by: 'policy' | 'guess' = 'policy',
) {
  const one = row('list', { level, levelBy: by });
  const run = new ARun([one, HERS], [ALICE, BOB]);
  for (const purpose of ['run', 'alone'] as const)
    for (const who of ['alice', 'bob']) run.answer(one, who, answer, purpose);
  return run;
}

describe('the same data for two people', () => {
  test('is wrong where it is personal, and worse when it names what belongs to one of them', () => {
    const plain = sameTwice('owner', orders('7777')).findings.find(
      ({ ruleId }) => ruleId === 'roles/same-data',
    );
    expect(plain).toMatchObject({ verdict: 'fail', severity: 'warning' });
    const hers = sameTwice('owner', orders('1001')).findings.find(
      ({ ruleId }) => ruleId === 'roles/same-data',
    );
    expect(hers).toMatchObject({ verdict: 'fail', severity: 'error' });
    expect(hers?.message).toContain('What belongs to alice stands in both');
  });

  test.each([
    ['public', sameTwice('public', orders('7777'))],
    ['for everybody who signed in', sameTwice('login', orders('7777'))],
    ['empty', sameTwice('owner', none)],
    [
      'a mere sentence',
      sameTwice('owner', { result: { content: [{ type: 'text', text: 'You have no orders.' }] } }),
    ],
  ])('is no finding when it is %s', (_name, run) => {
    expect(run.of('roles/same-data')).toEqual([]);
  });

  test('is a question where the level was only guessed', () => {
    expect(sameTwice('owner', orders('7777'), 'guess').of('roles/same-data')).toEqual(['cannot-tell']);
  });

  test('is no finding between two columns that are the same person, nor for administrators', () => {
    const twin = { ...person('twin'), subject: 'alice' };
    for (const other of [twin, ADMIN]) {
      const run = new ARun([LIST], [ALICE, other]);
      for (const purpose of ['run', 'alone'] as const)
        for (const who of ['alice', other.definition.name]) run.answer(LIST, who, orders('7777'), purpose);
      expect(run.of('roles/same-data')).toEqual([]);
    }
  });
});

describe('answers mixed up', () => {
  const mixed = (...alone: readonly string[]) => {
    const run = new ARun([LIST], [ALICE, BOB]);
    run.answer(LIST, 'alice', orders('1001')).answer(LIST, 'bob', orders('1001'));
    run.answer(LIST, 'alice', orders('1001'), 'alone');
    for (const id of alone) run.answer(LIST, 'bob', orders(id), 'alone');
    return run;
  };

  test('are told when somebody got the answer of another, and twice their own when alone', () => {
    expect(mixed('2001', '2001').of('roles/answers-mixed')).toEqual(['fail']);
    expect(mixed('2001', '2001').of('roles/same-data')).toEqual([]);
  });

  test('are not told after one look, nor where answers change with time', () => {
    expect(mixed('2001').of('roles/answers-mixed')).toEqual([]);
    expect(mixed('2001', '2002').of('roles/answers-mixed')).toEqual([]);
    const drifting = new ARun([LIST], [ALICE, BOB]);
    drifting.answer(LIST, 'alice', orders('1')).answer(LIST, 'bob', orders('2'));
    for (const [who, id] of [
      ['alice', '3'],
      ['bob', '4'],
      ['alice', '5'],
      ['bob', '6'],
    ] as const)
      drifting.answer(LIST, who, orders(id), 'alone');
    expect(drifting.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });

  test('explain an object given in a crowd and refused alone, in place of a missing check', () => {
    const run = new ARun([HERS], [ALICE, BOB]);
    run.answer(HERS, 'alice', orders('1001')).answer(HERS, 'bob', orders('1001'));
    expect(run.of('roles/over-permissive')).toEqual(['fail']);
    run.answer(HERS, 'bob', refusal('order 1001 is not yours'), 'alone');
    expect(run.of('roles/over-permissive')).toEqual([]);
    expect(run.of('roles/answers-mixed')).toEqual(['fail']);
    expect(run.fold.cell(HERS.id, 'bob')).toMatchObject({ verdict: 'over-permissive', differsAlone: true });
  });
});

describe('a refusal', () => {
  const refused = (answer: ReturnType<typeof refusal>) =>
    new ARun([HERS], [ALICE, BOB])
      .answer(
        HERS,
        'alice',
        data({ id: '1001', status: 'delivered', carrier: 'Parcel Post', email: 'a1@b.example' }),
      )
      .answer(HERS, 'bob', answer);

  test.each([
    ['the object as structured content', refusal('no', { structuredContent: { status: 'delivered' } })],
    ['an address of its owner', refusal('Refused: this order is for a1@b.example.')],
    ['two of its values', refusal('Refused: it is delivered by Parcel Post and not yours.')],
  ])('that holds %s carries data', (_name, answer) => {
    expect(refused(answer).of('roles/refusal-carries-data')).toEqual(['fail']);
  });

  test.each([
    ['nothing but words', refusal('Refused: order 1001 is not yours.')],
    ['one word that any sentence may hold', refusal('Refused: nothing was delivered to you.')],
    ['another status', refusal('no', { structuredContent: { status: 'forbidden', id: '1001' } })],
  ])('that holds %s does not', (_name, answer) => {
    expect(refused(answer).of('roles/refusal-carries-data')).toEqual([]);
  });

  const asked = (
    missing: readonly ReturnType<typeof refusal>[],
    alone = refusal('order 1001 is not yours'),
  ) => {
    const run = refused(refusal('order 1001 is not yours'));
    for (const answer of missing) run.answer(HERS, 'bob', answer, 'missing');
    return run.answer(HERS, 'bob', alone, 'alone');
  };
  const gone = [0, 1].map((attempt) => missingArguments(HERS, attempt)?.to ?? '');

  test('tells existence when what is not there is answered otherwise, twice', () => {
    expect(asked(gone.map((id) => refusal(`no order ${id}`))).of('roles/refusal-tells-existence')).toEqual([
      'fail',
    ]);
  });

  test('does not, when both are answered alike but for the number', () => {
    expect(
      asked(gone.map((id) => refusal(`order ${id} is not yours`))).of('roles/refusal-tells-existence'),
    ).toEqual(['pass']);
  });

  test.each([
    ['every refusal has a number of its own', asked([refusal('no (ref 1)'), refusal('no (ref 2)')])],
    [
      'the refusal itself changes',
      asked(
        gone.map((id) => refusal(`no order ${id}`)),
        refusal('try later'),
      ),
    ],
    [
      'the number has a wrong shape',
      asked([refusal('Invalid input: expected a UUID'), refusal('Invalid input: expected a UUID')]),
    ],
    ['the server fails', asked([{ status: 500 }, { status: 500 }])],
  ])('cannot be told to tell existence when %s', (_name, run) => {
    expect(run.of('roles/refusal-tells-existence')).toEqual([]);
  });
});

describe('an answer marked public', () => {
  const listing = row('tools/list', { kind: 'list', level: 'login' });
  const tools = (...names: readonly string[]) => ({
    result: { tools: names.map((name) => ({ name })), cacheScope: 'public', ttlMs: 60_000 },
  });

  test('that differs from caller to caller, and stays so, must not be', () => {
    const run = new ARun([listing], [ALICE, ADMIN]);
    for (const purpose of ['run', 'alone'] as const)
      run.answer(listing, 'alice', tools('a'), purpose).answer(listing, 'admin', tools('a', 'b'), purpose);
    expect(run.of('roles/shared-cache')).toEqual(['fail']);
  });

  test('that differs from time to time is a question, and one that is alike is nothing', () => {
    const drifting = new ARun([listing], [ALICE, ADMIN]);
    drifting.answer(listing, 'alice', tools('a')).answer(listing, 'admin', tools('b'));
    drifting.answer(listing, 'alice', tools('c'), 'alone').answer(listing, 'admin', tools('d'), 'alone');
    expect(drifting.of('roles/shared-cache')).toEqual(['cannot-tell']);
    const alike = new ARun([listing], [ALICE, ADMIN]);
    alike.answer(listing, 'alice', tools('a')).answer(listing, 'admin', tools('a'));
    expect(alike.of('roles/shared-cache')).toEqual([]);
    expect(confirmationsOf(alike.data)).toEqual([]);
  });
});

describe('a spoiled token', () => {
  const spoiled = (how: 'flipped-signature' | 'wrong-issuer' | 'malformed') =>
    person(how, 'login', { kind: 'simulated', from: 'alice', how });
  const any = row('any', { level: 'login' });

  test('that is taken fails its rule; one that is refused passes, unless the signature may be why', () => {
    const run = new ARun([any], [ALICE, spoiled('flipped-signature'), spoiled('wrong-issuer')]);
    run
      .answer(any, 'alice', none)
      .answer(any, 'flipped-signature', none)
      .answer(any, 'wrong-issuer', { status: 401 });
    expect(run.of('roles/signature-checked')).toEqual(['fail']);
    expect(run.of('roles/issuer-checked')).toEqual(['cannot-tell']);
    expect(run.of('roles/over-permissive')).toEqual([]);
  });

  test('tells nothing where no token, or any text, is let in: the cause is named once', () => {
    const open = new ARun([any], [NOBODY, ALICE, spoiled('flipped-signature')]);
    for (const who of ['nobody', 'alice', 'flipped-signature']) open.answer(any, who, none);
    expect(open.of('roles/token-required')).toEqual(['fail']);
    expect(open.of('roles/signature-checked')).toEqual([]);
    const text = new ARun([any], [ALICE, spoiled('malformed'), spoiled('flipped-signature')]);
    for (const who of ['alice', 'malformed', 'flipped-signature']) text.answer(any, who, none);
    expect(text.of('roles/malformed-token-refused')).toEqual(['fail']);
    expect(text.of('roles/signature-checked')).toEqual([]);
  });

  test('that breaks the server is neither taken nor refused', () => {
    const run = new ARun([any], [ALICE, spoiled('malformed')]);
    run.answer(any, 'alice', none).answer(any, 'malformed', { status: 500 });
    expect(run.of('roles/malformed-token-refused')).toEqual(['cannot-tell']);
    expect(run.fold.cell(any.id, 'malformed')).toMatchObject({ verdict: 'unknown' });
  });
});

describe('a cell', () => {
  const guessed = row('guessed', { level: 'admin', levelBy: 'guess' });

  test('whose level was only guessed accuses nobody', () => {
    const run = new ARun([guessed], [BOB, ADMIN]);
    run.answer(guessed, 'bob', none).answer(guessed, 'admin', refusal('Forbidden'));
    expect(run.fold.counts()).toMatchObject({ unknown: 2, 'over-permissive': 0, 'over-restrictive': 0 });
    expect(run.findings).toEqual([]);
  });

  test('of somebody who was asked for no token is expected to be refused, as nobody is', () => {
    const { token: _none, ...tokenless } = ALICE;
    const run = new ARun([LIST], [tokenless, NOBODY]);
    for (const who of ['alice', 'nobody']) run.answer(LIST, who, refusal('it is not yours'));
    for (const who of ['alice', 'nobody'])
      expect(run.fold.cell(LIST.id, who)).toMatchObject({ verdict: 'match' });
  });

  test('of somebody who has only headers is a question when it is refused: they may be no credentials there', () => {
    const keyed = person('keyed', 'login', { kind: 'nobody' });
    const run = new ARun([LIST, HERS], [ALICE, keyed]);
    run.answer(LIST, 'keyed', { status: 401 }).answer(HERS, 'keyed', orders('1001'));
    expect(run.fold.cell(LIST.id, 'keyed')).toMatchObject({ verdict: 'unknown' });
    expect(run.fold.cell(LIST.id, 'keyed')?.why).toContain('Whether its headers sign keyed in is not known.');
    // What belongs to somebody else it must not get, whatever its headers are.
    expect(run.fold.cell(HERS.id, 'keyed')).toMatchObject({ verdict: 'over-permissive' });
  });

  test('that finds nothing is refused when somebody else finds it, and a question when nobody does', () => {
    const run = new ARun([HERS], [ALICE, BOB]).answer(HERS, 'bob', refusal('Order not found'));
    expect(run.fold.cell(HERS.id, 'bob')).toMatchObject({ verdict: 'unknown' });
    run.answer(HERS, 'alice', orders('1001'));
    expect(run.fold.cell(HERS.id, 'bob')).toMatchObject({ verdict: 'match' });
  });

  test('refused for scope alone is a question, with what to ask for', () => {
    const run = new ARun([LIST], [ALICE]);
    run.fold.append({
      id: 2,
      parent: 1,
      at: 0,
      identity: 'alice',
      kind: 'cell',
      row: LIST.id,
      purpose: 'run',
      outcome: { kind: 'denied', how: 'insufficient-scope', said: 'no', scope: 'orders:read' },
    });
    expect(run.fold.cell(LIST.id, 'alice')).toMatchObject({ verdict: 'unknown' });
    expect(run.fold.cell(LIST.id, 'alice')?.why).toContain('the scope orders:read');
  });

  test('that was not answered alone is not answered otherwise', () => {
    const run = new ARun([HERS], [ALICE]).answer(HERS, 'alice', orders('1001'));
    const alone = (id: number, outcome: CellOutcome) =>
      run.fold.append({
        id,
        parent: id - 1,
        at: 0,
        identity: 'alice',
        kind: 'cell',
        row: HERS.id,
        purpose: 'alone',
        outcome,
      });
    const sick: readonly CellOutcome[] = [
      { kind: 'not-run', why: 'unreachable', said: 'It is gone.' },
      { kind: 'failed', said: 'refused' },
      { kind: 'timeout', said: 'too slow' },
      { kind: 'server-error', said: '503' },
      { kind: 'throttled', said: '429' },
    ];
    for (const [index, outcome] of sick.entries()) {
      alone(10 + index, outcome);
      expect(run.fold.cell(HERS.id, 'alice')?.differsAlone).toBe(false);
    }
    alone(20, { kind: 'denied', how: 'is-error', said: 'no' });
    alone(21, { kind: 'not-run', why: 'unreachable', said: 'It is gone.' });
    expect(run.fold.cell(HERS.id, 'alice')?.differsAlone).toBe(true);
  });

  test('of somebody else under the same name has no answer any more', () => {
    const run = new ARun([HERS], [ALICE, BOB])
      .answer(HERS, 'alice', orders('1001'))
      .answer(HERS, 'bob', none);
    let id = 9;
    const columns = (...columns: readonly IdentityState[]) =>
      run.fold.append({
        id: (id += 1),
        parent: 8,
        at: 0,
        identity: 'default',
        kind: 'matrix-edited',
        columns,
      });
    const answered = () => ['alice', 'bob'].map((name) => run.fold.cell(HERS.id, name)?.answer !== undefined);
    columns({ ...ALICE, status: 'expired', scopes: ['more'] }, { ...BOB, token: 'another token' });
    expect(answered()).toEqual([true, true]);
    columns(ALICE);
    columns(ALICE, BOB);
    expect(answered()).toEqual([true, true]);
    columns(ALICE);
    columns(ALICE, { ...BOB, subject: 'another bob' });
    expect(answered()).toEqual([true, false]);
    columns({ ...ALICE, definition: { ...ALICE.definition, source: { kind: 'given' } } }, BOB);
    expect(answered()).toEqual([false, false]);
  });

  test('whose arguments were changed since has no answer any more', () => {
    const run = new ARun([HERS], [ALICE]).answer(HERS, 'alice', none);
    const changed = { ...HERS, arguments: { orderId: '1002' } };
    run.fold.append({ id: 9, parent: 8, at: 0, identity: 'default', kind: 'matrix-edited', rows: [changed] });
    expect(run.fold.cell(HERS.id, 'alice')?.answer).toBeUndefined();
  });
});

describe('confirmations', () => {
  test('come to an end, whatever is answered', () => {
    const run = new ARun([LIST, HERS], [ALICE, BOB]);
    run.answer(LIST, 'alice', orders('1')).answer(LIST, 'bob', orders('2'));
    run.answer(HERS, 'alice', orders('1001')).answer(HERS, 'bob', refusal('not yours'));
    let rounds = 0;
    for (let left = confirmationsOf(run.data); left.length > 0; left = confirmationsOf(run.data)) {
      rounds += 1;
      expect(rounds).toBeLessThan(6);
      for (const [index, { row: id, identity, purpose }] of left.entries()) {
        const asked = id === LIST.id ? LIST : HERS;
        run.answer(asked, identity, orders(String(rounds * 10 + index)), purpose);
      }
    }
    expect(rounds).toBeGreaterThan(0);
  });

  test('repeat only what reads', () => {
    const writes = row('write', { set: 'w', owner: 'alice', arguments: { id: '1' }, effect: 'adds' });
    const run = new ARun([writes], [ALICE, BOB]).answer(writes, 'alice', none).answer(writes, 'bob', none);
    expect(run.fold.cell(writes.id, 'bob')).toMatchObject({ verdict: 'over-permissive' });
    expect(confirmationsOf(run.data)).toEqual([]);
  });

  test.each([
    ['1001', /^[1-9]\d{3}$/],
    ['ord_9fA0', /^[a-z]{3}_\d[a-f]A7$/],
    ['0b9c2f9e-1d3a-4d5e-8f00-aa11bb22cc33', /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/],
  ])('replace %s by others of its shape', (value, shape) => {
    const replaced = [0, 1].map(
      (attempt) =>
        missingArguments({ kind: 'tool', name: 't', arguments: { id: value, depth: 'x' } }, attempt)?.to ??
        '',
    );
    expect(new Set([value, ...replaced]).size).toBe(3);
    for (const one of replaced) expect(one).toMatch(shape);
  });
});
