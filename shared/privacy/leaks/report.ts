// The leak report: what was seen of which class, from which call, by whom, and who reads it; with the rules' findings.
// Holds no secret: each is named by its mask.

import type { Finding, IdentityName } from '../../trace/event.ts';
import { foldTrace } from '../../trace/fold.ts';
import type { Trace } from '../../trace/fold.ts';
import type { Reader } from '../audience/host.ts';
import { READERS } from '../audience/host.ts';
import type { Called } from '../called.ts';
import type { SensitiveClass } from '../detect/detection.ts';
import type { PrivacyPolicy } from '../policy/privacy-policy.ts';
import type { LeakInput } from './collect.ts';
import { collectSightings } from './collect.ts';
import { judgeLeaks } from './judge-leaks.ts';
import { knownIdentities } from './known-identities.ts';
import type { JudgedLeak } from './leak-finding.ts';
import type { Sighting } from './sighting.ts';

/** One place where data was seen. */
export interface LeakSpot extends Pick<Sighting, 'place' | 'reaches' | 'evidence' | 'echoed'> {
  readonly found?: NonNullable<Sighting['found']>;
  /** Its name, e.g. `⟦card number A⟧`; empty for the field of a form. */
  readonly mask: string;
}

/** How bad a cell is: the worst of the findings about it. `held`: nothing speaks against it. */
export type CellVerdict = 'error' | 'warning' | 'info' | 'cannot-tell' | 'held';

/** Everything seen of one class in the answers of one call to one caller. */
export interface LeakCell {
  readonly class: SensitiveClass;
  readonly called: Called;
  readonly identity: IdentityName;
  readonly verdict: CellVerdict;
  readonly rules: readonly string[];
  /** Who reads it, from a host that honours audiences. */
  readonly reaches: readonly Reader[];
  readonly count: number;
  /** The first of them. */
  readonly spots: readonly LeakSpot[];
}

/** What a trace tells of who gets what. */
export interface LeakReport {
  readonly identities: readonly { readonly name: IdentityName; readonly title: string }[];
  readonly cells: readonly LeakCell[];
  readonly findings: readonly Finding[];
  readonly looked: { readonly exchanges: number; readonly messages: number; readonly unread: number };
  /** Secrets stand in the trace by their names only: what a mask does not name was never seen. */
  readonly masked: boolean;
}

/** How to make a report. */
export interface ReportInput extends Omit<LeakInput, 'events'> {
  /** The trace, or its events. */
  readonly trace: Trace | LeakInput['events'];
  readonly policy: PrivacyPolicy;
  /** Classes that the person's own policy speaks of. */
  readonly stated: ReadonlySet<SensitiveClass>;
  readonly masked: boolean;
  /** The mask of a secret. */
  readonly nameOf: (secret: string, of: SensitiveClass) => string;
}

/** Spots of one cell that are told. */
const TOLD = 20;
const VERDICTS: readonly CellVerdict[] = ['error', 'warning', 'info', 'cannot-tell', 'held'];

function verdictOf({ verdict, severity }: Finding): CellVerdict {
  return verdict === 'fail' ? severity : verdict === 'cannot-tell' ? 'cannot-tell' : 'held';
}

function cellsOf(
  sightings: readonly Sighting[],
  judged: readonly JudgedLeak[],
  nameOf: ReportInput['nameOf'],
): LeakCell[] {
  const about = new Map<Sighting, Finding[]>();
  for (const { finding, about: told } of judged)
    for (const one of told) about.set(one, [...(about.get(one) ?? []), finding]);
  const groups = new Map<string, Sighting[]>();
  for (const one of sightings) {
    const key = JSON.stringify([one.called.kind, one.called.name, one.class, one.identity]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const findings = group.flatMap((one) => about.get(one) ?? []);
    const verdicts = new Set(findings.map(verdictOf));
    // What the findings speak of comes first.
    const told = group.toSorted((a, b) => Number(about.has(b)) - Number(about.has(a))).slice(0, TOLD);
    return [
      {
        class: first.class,
        called: first.called,
        identity: first.identity,
        verdict: VERDICTS.find((verdict) => verdicts.has(verdict)) ?? 'held',
        rules: [...new Set(findings.map(({ ruleId }) => ruleId))],
        reaches: READERS.filter((reader) => group.some((one) => one.reaches.includes(reader))),
        count: group.length,
        spots: told.map(({ place, reaches, evidence, echoed, found, secret }) => ({
          place,
          reaches,
          evidence,
          echoed,
          mask: secret === '' ? '' : nameOf(secret, first.class),
          ...(found ? { found } : {}),
        })),
      },
    ];
  });
}

/** Makes the report of a trace. */
export function reportLeaks(input: ReportInput): LeakReport {
  const { trace: given, policy, stated, masked, nameOf, ...rest } = input;
  const trace = 'events' in given ? given : foldTrace(given);
  const { events } = trace;
  const collected = collectSightings({ ...rest, events });
  const identities = knownIdentities(trace);
  const judged = judgeLeaks({ collected, identities, policy, stated, events });
  return {
    identities: identities.map(({ name, title }) => ({ name, title })),
    cells: cellsOf(collected.sightings, judged, nameOf),
    findings: judged.map(({ finding }) => finding),
    looked: {
      exchanges: collected.exchanges,
      messages: collected.answers.length,
      unread: collected.unread.length,
    },
    masked,
  };
}
