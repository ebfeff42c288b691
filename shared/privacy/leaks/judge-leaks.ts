// The rules on what answers hold, judged over a whole trace. Each failure says what, in whose answer, and points at it;
// what only looks like something is "cannot tell", and what nothing in the trace could break is not judged.

import { privacyRules } from '../../rules/privacy.rules.ts';
import type { Severity } from '../../trace/event.ts';
import type { SensitiveClass } from '../detect/detection.ts';
import type { Recipient } from '../policy/privacy-policy.ts';
import { mayReach } from '../policy/privacy-policy.ts';
import { askedObjects } from './asked-objects.ts';
import { findForeignObjects } from './foreign-objects.ts';
import { judgeAnnotations, judgeTexts, judgeUnseen } from './judge-answers.ts';
import type { JudgedLeak, LeakCase } from './leak-finding.ts';
import { groupByCall, leakFinding, titleOf } from './leak-finding.ts';
import type { LeakPlace, Sighting } from './sighting.ts';
import { CONTACT_DATA, CREDENTIALS, PERSONAL } from './sighting.ts';
import type { Stray } from './whose.ts';
import { findStrays } from './whose.ts';
import { calledWords, classWords, IN_PLACE } from './words.ts';

const isSure = ({ found }: Sighting): boolean => found?.confidence !== 'possible';

const howKnown = (group: readonly Sighting[]): string =>
  [...new Set(group.flatMap(({ found }) => (found ? [found.why] : [])))].slice(0, 3).join('; ');

/** A rule that forbids classes at places: a finding for each call that breaks it, or one that says that none does. */
function judgePlace(
  id: string,
  candidates: readonly Sighting[],
  say: (what: string, group: readonly Sighting[]) => string,
  severityOf: (group: readonly Sighting[]) => Severity | undefined = () => undefined,
): JudgedLeak[] {
  return groupByCall(candidates, (one) => one).flatMap((group) => {
    const sure = group.filter(isSure);
    const told = sure.length > 0 ? sure : group;
    const evidence = told.map((one) => one.evidence);
    const what = classWords(told.map((one) => one.class));
    if (sure.length === 0) {
      const message = `${say(`what may be ${what}`, group)} Only its shape says so: look at it.`;
      return [leakFinding(id, 'cannot-tell', message, evidence, { about: told })];
    }
    const severity = severityOf(sure);
    return [
      leakFinding(id, 'fail', say(what, sure), evidence, {
        about: sure,
        actual: howKnown(sure),
        ...(severity === undefined ? {} : { severity }),
      }),
    ];
  });
}

/** True for data that the policy keeps from a recipient; contact data only where the person's own policy says so. */
function isKept({ policy, stated }: LeakCase, of: SensitiveClass, from: Recipient): boolean {
  if (CONTACT_DATA.has(of) && !stated.has(of)) return false;
  return !mayReach(policy, of, from);
}

function judgeModel(leaks: LeakCase): JudgedLeak[] {
  const candidates = leaks.collected.sightings.filter(
    (one) =>
      (one.place === 'content' || one.place === 'structured') &&
      !one.structuredOnly &&
      !one.echoed &&
      isKept(leaks, one.class, 'model'),
  );
  return judgePlace(
    'privacy/reaches-model',
    candidates,
    (what, group) => {
      const [{ called, identity }] = group as [Sighting];
      const answer = `The answer of ${calledWords(called)} to ${titleOf(leaks, identity)}`;
      return group.some((one) => one.reaches.includes('model'))
        ? `${answer} hands the model ${what}.`
        : `${answer} holds ${what}, and only its audience keeps that from the model: most hosts ignore audiences.`;
    },
    (group) => (group.some((one) => one.reaches.includes('model')) ? undefined : 'warning'),
  );
}

/** Rules on one place each: what may not stand there, and the sentence. */
const PLACES: readonly {
  readonly id: string;
  readonly place: LeakPlace;
  readonly forbids: (leaks: LeakCase, one: Sighting) => boolean;
}[] = [
  {
    id: 'privacy/secret-in-error',
    place: 'error',
    forbids: (leaks, one) => !one.echoed && isKept(leaks, one.class, 'model'),
  },
  {
    id: 'privacy/secret-in-description',
    place: 'description',
    // A number in a description may be an example.
    forbids: (_leaks, one) => CREDENTIALS.has(one.class),
  },
  {
    id: 'privacy/secret-in-url',
    place: 'url',
    forbids: (leaks, one) => !mayReach(leaks.policy, one.class, 'logs'),
  },
  { id: 'privacy/secret-in-meta', place: 'meta', forbids: (leaks, one) => isKept(leaks, one.class, 'model') },
  {
    id: 'privacy/secret-in-log',
    place: 'log',
    forbids: (leaks, one) => one.class !== 'ip-address' && !mayReach(leaks.policy, one.class, 'logs'),
  },
];

function judgePlaces(leaks: LeakCase): JudgedLeak[] {
  return PLACES.flatMap(({ id, place, forbids }) =>
    judgePlace(
      id,
      leaks.collected.sightings.filter((one) => one.place === place && forbids(leaks, one)),
      (what, group) => {
        const [{ called, identity }] = group as [Sighting];
        const whose = place === 'description' ? '' : ` for ${titleOf(leaks, identity)}`;
        return `In ${IN_PLACE[place]} of ${calledWords(called)}${whose} stands ${what}.`;
      },
    ),
  );
}

/** Form mode may ask for contact data and names, not for what grants access or authorizes a payment. */
const NOT_BY_FORM = new Set<SensitiveClass>([...CREDENTIALS, 'payment-card', 'card-security-code']);

function judgeForms(leaks: LeakCase): JudgedLeak[] {
  const asked = leaks.collected.sightings.filter((one) => one.place === 'form' && NOT_BY_FORM.has(one.class));
  return groupByCall(asked, (one) => one).map((group) => {
    const [{ called, identity }] = group as [Sighting];
    const what = classWords(group.map((one) => one.class));
    const message = `A form of ${calledWords(called)} asks ${titleOf(leaks, identity)} for ${what}.`;
    return leakFinding(
      'privacy/asked-by-form',
      'fail',
      message,
      group.map((one) => one.evidence),
      { about: group },
    );
  });
}

const OTHER_USER = 'privacy/reaches-other-user';

const DOUBTS: Readonly<Record<NonNullable<Stray['doubt']>, string>> = {
  guessed: 'Whose it is was only guessed: say so in the policy.',
  'not-said': 'Nobody has said whether they may have it: say so in the policy.',
  'nothing-to-compare': 'No such object of anybody else was seen: it may be the same in all of them.',
};

/** Strays of one call to one caller, of one owner. */
function judgeStrays(leaks: LeakCase, group: readonly Stray[]): JudgedLeak {
  const sure = group.filter(({ doubt }) => doubt === undefined);
  const told = sure.length > 0 ? sure : group;
  const [{ sighting: first, owner, own, doubt }] = told as [Stray, ...Stray[]];
  const reader = titleOf(leaks, first.identity);
  const whose = titleOf(leaks, owner.name);
  const what = classWords(told.map(({ sighting }) => sighting.class));
  const holds = `The answer of ${calledWords(first.called)} to ${reader} holds`;
  // Pairs: what went astray, and where its owner was given the same.
  const evidence = told.flatMap(({ sighting, own: theirs }) => [
    sighting.evidence,
    ...(theirs ? [theirs.evidence] : []),
  ]);
  const about = told.map(({ sighting }) => sighting);
  if (doubt !== undefined) {
    const message = `${holds} what may be ${what} of ${whose}. ${DOUBTS[doubt]}`;
    return leakFinding(OTHER_USER, 'cannot-tell', message, evidence, { about });
  }
  return leakFinding(OTHER_USER, 'fail', `${holds} ${what} of ${whose}.`, evidence, {
    about,
    expected: `data of ${reader} only`,
    actual: own ? `the same that ${whose} was given as the own` : `data that names ${whose} as its owner`,
  });
}

function judgeOthers(leaks: LeakCase): JudgedLeak[] {
  const { collected, identities, events } = leaks;
  const { sightings } = collected;
  const named = findStrays(sightings, identities);
  const known = new Set(named.map(({ sighting }) => sighting));
  const asked = findForeignObjects(sightings, identities, askedObjects(events));
  const strays = [...named, ...asked.filter(({ sighting }) => !known.has(sighting))];
  const found = groupByCall(strays, ({ sighting }) => sighting).flatMap((group) => {
    const owners = new Map(group.map(({ owner }) => [owner.name, owner]));
    return [...owners.keys()].map((name) =>
      judgeStrays(
        leaks,
        group.filter(({ owner }) => owner.name === name),
      ),
    );
  });
  if (found.length > 0) return found;
  const callers = new Set(sightings.filter((one) => PERSONAL.has(one.class)).map((one) => one.identity));
  // Whoever is given everybody's data need not be known.
  const nameless = identities.filter(
    ({ name, names, admin }) => callers.has(name) && names.size === 0 && !admin,
  );
  if (callers.size < 2 || nameless.length === 0) return [];
  const who = `${nameless.map(({ title }) => title).join(' and ')} ${nameless.length === 1 ? 'is' : 'are'}`;
  const message = `The trace does not say who ${who}: whose data they were given cannot be told.`;
  return [leakFinding(OTHER_USER, 'cannot-tell', message, [])];
}

function judgeStructured(leaks: LeakCase): JudgedLeak[] {
  const id = 'privacy/structured-differs';
  const hidden = leaks.collected.sightings.filter((one) => one.structuredOnly);
  const secret = judgePlace(
    id,
    hidden.filter((one) => isKept(leaks, one.class, 'model')),
    (what, group) => {
      const [{ called, identity }] = group as [Sighting];
      return `The structured content of ${calledWords(called)} for ${titleOf(leaks, identity)} holds ${what} that no text beside it shows.`;
    },
  );
  const told = new Set(secret.flatMap(({ about }) => about.map(({ evidence }) => evidence.event)));
  return [
    ...secret,
    ...leaks.collected.answers.flatMap((answer) => (told.has(answer.exchange.id) ? [] : judgeTexts(answer))),
  ];
}

/** What was looked at by a rule that found nothing. */
function clean(id: string, { collected }: LeakCase): JudgedLeak {
  const { answers, unread } = collected;
  if (unread.length > 0) {
    const evidence = unread.map(({ id: event }) => ({
      event,
      at: { in: 'response-body', path: '' } as const,
    }));
    const message = `${unread.length} of the answers could not be read to their end.`;
    return leakFinding(id, 'cannot-tell', message, evidence);
  }
  return answers.length === 0
    ? leakFinding(id, 'not-applicable', 'The trace has no answers of an MCP server.', [])
    : leakFinding(id, 'pass', `Nothing of the kind in ${answers.length} messages.`, []);
}

/** Judges everything by every rule of the catalogue, in its order: failures, doubts, and what is in order. */
export function judgeLeaks(leaks: LeakCase): JudgedLeak[] {
  const found = [
    ...judgeModel(leaks),
    ...judgeOthers(leaks),
    ...judgePlaces(leaks),
    ...judgeUnseen(leaks),
    ...judgeForms(leaks),
    ...judgeStructured(leaks),
    ...judgeAnnotations(leaks),
  ];
  return privacyRules.flatMap(({ id }) => {
    const own = found.filter(({ finding }) => finding.ruleId === id);
    return own.length > 0 ? own : [clean(id, leaks)];
  });
}
