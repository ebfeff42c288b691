// `keyhole rules`: the catalogue, for people who look something up and for programs that check it.

import { REVISIONS } from '../../shared/protocol/revision.ts';
import type { Revision } from '../../shared/protocol/revision.ts';
import { CATALOGUE } from '../../shared/rules/catalogue.ts';
import { NOT_OBSERVABLE } from '../../shared/rules/not-observable.ts';
import type { NotObservable } from '../../shared/rules/not-observable.ts';
import { levelIn } from '../../shared/rules/rule.ts';
import type { RuleText } from '../../shared/rules/rule.ts';
import { FAULTS } from '../lab/faults/catalogue.ts';

type Entry = RuleText | NotObservable;

/** The level of an entry in each revision that contains it. */
function levelsOf(entry: Entry): Record<string, string> {
  return Object.fromEntries(
    REVISIONS.flatMap((revision) => {
      const level = levelIn(entry, revision);
      return level === null ? [] : [[revision, level]];
    }),
  );
}

const contains = (entry: Entry, revision: Revision | undefined): boolean =>
  revision === undefined || levelIn(entry, revision) !== null;

/** One of either list as data. */
function describe(entry: Entry) {
  const { id, stage, binds, statement, sources } = entry;
  const common = { id, stage, binds, levels: levelsOf(entry), statement };
  if ('reason' in entry) return { ...common, observable: false, reason: entry.reason, sources };
  const faults = FAULTS.filter(({ trips }) => trips.includes(id)).map((fault) => fault.id);
  return {
    ...common,
    observable: true,
    why: entry.why,
    fix: entry.fix,
    refuses: entry.refuses,
    ownRequest: 'ownRequest' in entry && entry.ownRequest === true,
    faults,
    sources,
  };
}

function print(entry: Entry, revision: Revision | undefined): void {
  const levels = levelsOf(entry);
  const level =
    revision === undefined ? [...new Set(Object.values(levels))].join(' or ') : (levels[revision] ?? '');
  const first = Object.keys(levels)[0] ?? '';
  const last = Object.keys(levels).at(-1) ?? '';
  const range =
    last === REVISIONS.at(-1) ? `since ${first}` : first === last ? `only ${first}` : `${first} to ${last}`;
  const lines = [
    `  ${entry.id}`,
    `      ${level}, ${entry.binds}, ${range}${'refuses' in entry && entry.refuses ? ', stops the flow' : ''}`,
    `      ${entry.statement}`,
    ...('reason' in entry ? [`      Not observable: ${entry.reason}`] : []),
    `      ${entry.sources.map(({ label }) => label).join('; ')}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Prints the rules, then what cannot be observed, of one revision or of all. Returns the exit code. */
export function printRules(json: boolean, revision?: Revision): number {
  const rules = CATALOGUE.filter((rule) => contains(rule, revision));
  const others = NOT_OBSERVABLE.filter((entry) => contains(entry, revision));
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ revision: revision ?? 'all', rules: rules.map(describe), notObservable: others.map(describe) })}\n`,
    );
    return 0;
  }
  const stages = [...new Set([...rules, ...others].map(({ stage }) => stage))];
  for (const stage of stages) {
    process.stdout.write(`${stage}\n`);
    for (const entry of [...rules, ...others]) if (entry.stage === stage) print(entry, revision);
    process.stdout.write('\n');
  }
  process.stdout.write(
    `${rules.length} rules, and ${others.length} statements that cannot be observed from a client.\n`,
  );
  return 0;
}
