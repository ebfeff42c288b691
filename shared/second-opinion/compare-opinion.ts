// Where a library and Keyhole agree, and where they do not: by the places that both point at, never by guessing.

import type { EventId, Finding, Pointer } from '../trace/event.ts';
import { assertNever } from '../protocol/assert-never.ts';
import { LENIENCY } from './leniency.ts';
import type { OpinionKind, SecondOpinion } from './opinion.ts';
import { LIBRARY } from './opinion.ts';

/**
 * `same`: it refuses, and a rule fails at the same place. `other-place`: it refuses, and rules fail elsewhere.
 * `library-only`: it refuses, and no rule fails. `keyhole-only`: it accepts what a rule finds to be an error.
 * `agree`: neither has anything against the answer. `silent`: it has no opinion.
 */
export type Relation = 'same' | 'other-place' | 'library-only' | 'keyhole-only' | 'agree' | 'silent';

export interface Comparison {
  readonly relation: Relation;
  /** Rules of Keyhole that the relation is about. */
  readonly rules: readonly string[];
  /** One plain sentence; absent where there is nothing to say. */
  readonly sentence?: string;
}

/** True for what a person should look at: the verdicts differ. */
export function disagrees({ relation }: Comparison): boolean {
  return relation === 'library-only' || relation === 'keyhole-only';
}

const NOUN: Readonly<Record<OpinionKind, string>> = {
  challenge: 'challenge',
  'resource-metadata': 'document',
  'server-metadata': 'document',
  registration: 'registration',
  'authorization-response': 'answer',
  token: 'token response',
  refresh: 'token response',
  introspection: 'answer',
  revocation: 'answer',
};

/** Findings against an answer: failures that count, with a place in what came back. */
export function against(findings: readonly Finding[], event: EventId): Finding[] {
  return findings.filter(
    ({ verdict, severity, evidence }) =>
      verdict === 'fail' &&
      severity !== 'info' &&
      evidence.some((one) => one.event === event && !one.at.in.startsWith('request-')),
  );
}

/** Rules on the form of a challenge; the others, on what it says, stand at the same place and are no reason not to read it. */
const FORM_OF_CHALLENGE: ReadonlySet<string> = new Set([
  'challenge/bearer-scheme',
  'challenge/syntax',
  'challenge/bearer-parameters',
  'challenge/parameter-once',
]);

/** Inside one another, so that a refusal of a list meets a finding on its first entry. */
function within(a: string, b: string): boolean {
  return a === b || (a !== '' && b.startsWith(`${a}/`)) || (b !== '' && a.startsWith(`${b}/`));
}

function samePlace(a: Pointer, b: Pointer): boolean {
  switch (a.in) {
    case 'response-body':
      return b.in === 'response-body' && within(a.path, b.path);
    case 'response-header':
      return b.in === 'response-header' && a.name === b.name;
    case 'callback-url':
      return b.in === 'callback-url' && a.parameter === b.parameter;
    default:
      return a.in === b.in;
  }
}

const unique = (ids: readonly string[]): readonly string[] => [...new Set(ids)];

const named = (rules: readonly string[]): string =>
  rules.length === 1
    ? `rule ${rules[0] ?? ''}`
    : `rules ${rules.slice(0, -1).join(', ')} and ${rules.at(-1) ?? ''}`;

/** Holds one opinion against the findings on the same answer. */
export function compareOpinion(
  opinion: SecondOpinion,
  kind: OpinionKind,
  findings: readonly Finding[],
  event: EventId,
): Comparison {
  const { name } = LIBRARY[opinion.by];
  const failed = against(findings, event);
  const refuses = kind === 'challenge' ? 'finds nothing in' : 'refuses';
  const subject = `${name} ${refuses} this ${NOUN[kind]}`;
  switch (opinion.verdict) {
    case 'no-opinion':
      return { relation: 'silent', rules: [] };
    case 'refuses': {
      const same = failed.filter(
        ({ ruleId, evidence }) =>
          (kind !== 'challenge' || FORM_OF_CHALLENGE.has(ruleId)) &&
          evidence.some((one) => one.event === event && opinion.at.some((at) => samePlace(at, one.at))),
      );
      if (same.length > 0) {
        const rules = unique(same.map(({ ruleId }) => ruleId));
        const says = rules.length === 1 ? 'says' : 'say';
        return {
          relation: 'same',
          rules,
          sentence: `${subject}; Keyhole's ${named(rules)} ${says} the same.`,
        };
      }
      if (failed.length > 0 && kind !== 'challenge') {
        const rules = unique(failed.map(({ ruleId }) => ruleId));
        return {
          relation: 'other-place',
          rules,
          sentence: `${subject}, too, but names another place than Keyhole's ${named(rules)}.`,
        };
      }
      return {
        relation: 'library-only',
        rules: [],
        sentence:
          kind === 'challenge'
            ? `${subject}; by Keyhole's rules it can be read.`
            : `${subject}; no rule of Keyhole does.`,
      };
    }
    case 'accepts': {
      // To read a challenge is not to approve of it: what is read otherwise stands among the differences.
      const errors = kind === 'challenge' ? [] : failed.filter(({ severity }) => severity === 'error');
      if (errors.length === 0) return { relation: 'agree', rules: [] };
      const rules = unique(errors.map(({ ruleId }) => ruleId));
      const why = unique(rules.flatMap((rule) => LENIENCY[rule]?.[opinion.by] ?? []));
      return {
        relation: 'keyhole-only',
        rules,
        sentence: `${name} would have accepted this ${NOUN[kind]}, against Keyhole's ${named(rules)}${why.length > 0 ? `: it ${why.join(', and it ')}` : ''}.`,
      };
    }
    default:
      return assertNever(opinion.verdict);
  }
}
