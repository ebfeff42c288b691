// What a run of the matrix says of whose data it is: the rows' owners, where the data itself names nobody.

import { describe, expect, test } from 'vitest';
import type { MatrixPlan, MatrixRow } from '../../../../shared/matrix/matrix.ts';
import { ARun, data, person, refusal, row } from '../../matrix/a-run.ts';
import { reportOf } from './a-trace.ts';

const ALICES = row('get_order', { set: 'alice-1', owner: 'alice', arguments: { id: '1' } });
const BOBS = row('get_order', { set: 'bob-2', owner: 'bob', arguments: { id: '2' } });
const PEOPLE = [person('alice'), person('bob'), person('admin', 'admin')];

const mail = (address: string) => data({ order: { email: address } });
const A_MAIL = mail('a.wong@shop-mail.org');
const B_MAIL = mail('b.liu@shop-mail.org');

/** What the report says of other people's data: verdicts, with the messages of those that are no pass. */
function told(run: ARun): string[] {
  const report = reportOf({ events: run.events, body: (hash) => run.bodyText(hash) });
  return report.findings
    .filter(({ ruleId, verdict }) => ruleId === 'privacy/reaches-other-user' && verdict !== 'pass')
    .map(({ verdict, message }) => `${verdict}: ${message}`);
}

const FAILS = ['fail: The answer of get_order to bob holds an e-mail address of alice.'];

function aRun(
  rows: readonly MatrixRow[] = [ALICES, BOBS],
  people = PEOPLE,
  said: MatrixPlan['said'] = {},
): ARun {
  return new ARun(rows, people, said);
}

/** Each gets the own order, and bob alice's as well. */
const leaking = (run: ARun, alices = ALICES, bobs = BOBS): ARun =>
  run.answer(alices, 'alice', A_MAIL).answer(bobs, 'bob', B_MAIL).answer(alices, 'bob', A_MAIL);

describe('data of an object that belongs to somebody', () => {
  test('in the answer to another is that other’s leak, with both places as evidence', () => {
    const run = leaking(aRun());
    expect(told(run)).toEqual(FAILS);
    const report = reportOf({ events: run.events, body: (hash) => run.bodyText(hash) });
    const finding = report.findings.find(({ ruleId }) => ruleId === 'privacy/reaches-other-user');
    const exchanges = run.events.flatMap((event) =>
      event.kind === 'exchange' ? [{ id: event.id, who: event.identity }] : [],
    );
    const cited = finding?.evidence.map(({ event }) => exchanges.find(({ id }) => id === event)?.who);
    expect(new Set(cited)).toEqual(new Set(['alice', 'bob']));
    expect(report.cells.find(({ identity }) => identity === 'bob')?.verdict).toBe('error');
  });

  test('given to nobody at all is one, too', () => {
    const nobody = person('nobody', 'public', { kind: 'nobody' });
    const run = aRun(undefined, [...PEOPLE, nobody]);
    run.answer(ALICES, 'alice', A_MAIL).answer(BOBS, 'bob', B_MAIL).answer(ALICES, 'nobody', A_MAIL);
    expect(told(run)).toEqual(['fail: The answer of get_order to nobody holds an e-mail address of alice.']);
  });

  const search = row('search', { level: 'public' });
  const twin = { ...person('bob'), subject: 'alice' };

  test.each<[string, ARun]>([
    ['each is given the own', aRun().answer(ALICES, 'alice', A_MAIL).answer(BOBS, 'bob', B_MAIL)],
    [
      'it stands in the objects of both, as the address of the shop does',
      aRun().answer(ALICES, 'alice', A_MAIL).answer(BOBS, 'bob', A_MAIL).answer(ALICES, 'bob', A_MAIL),
    ],
    [
      'both find it where each asks for the own',
      leaking(aRun([ALICES, BOBS, search]))
        .answer(search, 'alice', A_MAIL)
        .answer(search, 'bob', A_MAIL),
    ],
    [
      'the server gives each caller the own, whatever was asked for',
      aRun().answer(ALICES, 'alice', A_MAIL).answer(BOBS, 'bob', B_MAIL).answer(ALICES, 'bob', B_MAIL),
    ],
    [
      'its owner was never given it',
      aRun().answer(BOBS, 'bob', B_MAIL).answer(ALICES, 'alice', refusal('no')).answer(ALICES, 'bob', A_MAIL),
    ],
    [
      'an administrator reads it',
      aRun().answer(ALICES, 'alice', A_MAIL).answer(BOBS, 'bob', B_MAIL).answer(ALICES, 'admin', A_MAIL),
    ],
    [
      'an administrator’s own list holds it as well, and bob is refused',
      aRun([ALICES, BOBS, search]).answer(ALICES, 'alice', A_MAIL).answer(search, 'admin', A_MAIL),
    ],
    ['both are one person', leaking(aRun(undefined, [person('alice'), twin]))],
    [
      'the policy lets the other have it',
      leaking(aRun(undefined, undefined, { [ALICES.id]: { bob: { expect: 'allow' } } })),
    ],
    [
      'it was asked about an object that does not exist',
      aRun()
        .answer(ALICES, 'alice', A_MAIL)
        .answer(BOBS, 'bob', B_MAIL)
        .answer(ALICES, 'bob', A_MAIL, 'missing'),
    ],
  ])('is not claimed where %s', (_name, run) => {
    expect(told(run)).toEqual([]);
  });

  test('is not claimed twice where it names its owner, too', () => {
    const named = data({ owner: 'alice', email: 'a.wong@shop-mail.org' });
    const run = aRun()
      .answer(ALICES, 'alice', named)
      .answer(BOBS, 'bob', B_MAIL)
      .answer(ALICES, 'bob', named);
    expect(told(run)).toEqual(FAILS);
  });

  test('an administrator’s list of everybody’s takes nothing away from its owner', () => {
    const run = leaking(aRun([ALICES, BOBS, search])).answer(search, 'admin', A_MAIL);
    expect(told(run)).toEqual(FAILS);
  });
});

describe('what cannot be told', () => {
  const maybe = 'cannot-tell: The answer of get_order to bob holds what may be an e-mail address of alice.';

  test('is said where the owner was only guessed', () => {
    const guessed = { ...ALICES, argumentsBy: 'guess' } as const;
    expect(told(leaking(aRun([guessed, BOBS]), guessed))).toEqual([
      `${maybe} Whose it is was only guessed: say so in the policy.`,
    ]);
  });

  test('is said where nobody said whether the other may have it', () => {
    const unsaid = { [ALICES.id]: { bob: { expect: 'unknown' } } } as const;
    expect(told(leaking(aRun(undefined, undefined, unsaid)))).toEqual([
      `${maybe} Nobody has said whether they may have it: say so in the policy.`,
    ]);
  });

  test('is said where no object of anybody else was seen: all of them may hold it', () => {
    const run = aRun().answer(ALICES, 'alice', A_MAIL).answer(ALICES, 'bob', A_MAIL);
    const doubt = `${maybe} No such object of anybody else was seen: it may be the same in all of them.`;
    expect(told(run)).toEqual([doubt]);
    // Refused, it says nothing of what it holds.
    expect(told(run.answer(BOBS, 'bob', refusal('not now')))).toEqual([doubt]);
    expect(told(run.answer(BOBS, 'bob', B_MAIL))).toEqual(FAILS);
  });
});
