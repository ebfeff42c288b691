// From a policy and what a server lists to the plan of a run. What the policy says counts; the rest is guessed, and says so.

import type { IdentityState } from '../identity/identity.ts';
import { text } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { IdentityName } from '../trace/event.ts';
import type { Policy, PolicyEntry } from '../policy/policy.ts';
import { entryOfPolicy, LIST_METHODS } from '../policy/policy.ts';
import type { FoundArguments } from './discover-arguments.ts';
import { guessArguments, propertiesOf } from './guess-arguments.ts';
import type { GuessedEffect, GuessedLevel } from './guess.ts';
import { guessEffect, guessLevel } from './guess.ts';
import type { Listing } from './listing.ts';
import { promptSchema } from './listing.ts';
import type { MatrixPlan, MatrixRow, RowId, SaidBy, SaidExpectation } from './matrix.ts';
import { CALLERS_OWN, rowId } from './matrix.ts';

/** What a plan is made of. */
export interface PlanSources {
  readonly target: string;
  readonly revision: string;
  readonly policy: Policy;
  readonly columns: readonly IdentityState[];
  readonly listing: Listing;
  readonly found: readonly FoundArguments[];
}

type Called = 'tool' | 'prompt';
type ArgumentsPart = Pick<MatrixRow, 'arguments' | 'set' | 'owner' | 'argumentsBy' | 'argumentsWhy'>;

const READS: GuessedEffect = { effect: 'reads', effectWhy: 'Reading changes nothing.' };

/** Scopes as a list, however the policy writes them. */
function scopesOf({ scope }: PolicyEntry): readonly string[] | undefined {
  if (scope === undefined) return undefined;
  return (typeof scope === 'string' ? scope.split(' ') : scope).filter((one) => one !== '');
}

function levelOf(entry: PolicyEntry, listed: unknown, closed: boolean): GuessedLevel {
  if (entry.level !== undefined)
    return { level: entry.level, levelBy: 'policy', levelWhy: 'The policy says so.' };
  const guess = guessLevel(listed);
  if (guess.level !== 'public' || !closed) return guess;
  return {
    level: 'login',
    levelBy: 'guess',
    levelWhy: `${guess.levelWhy} But it answers nobody without a token.`,
  };
}

/** Says where a policy and a schema do not fit: such a call fails, and tells nothing about permission. */
function misfit(schema: unknown, value: Readonly<Record<string, unknown>>): string {
  const properties = propertiesOf(schema);
  const wrong = Object.entries(value).find(([name, given]) => {
    const type = properties[name]?.['type'];
    return (
      (type === 'string' && typeof given === 'number') || (type === 'integer' && typeof given === 'string')
    );
  });
  if (!wrong) return '';
  const [name, given] = wrong;
  return typeof given === 'number'
    ? ` But "${name}" is a number there, and the tool wants text: put it in quotes.`
    : ` But "${name}" is text there, and the tool wants a number: take the quotes away.`;
}

/** The name of the set that a schema itself suggests. */
const exampleSet = (name: string): string => `example-${name.replaceAll(/[^\w-]+/g, '-')}`.slice(0, 40);

/** The argument sets of a tool or prompt, each a row: those of the policy, else those found, else what the schema suggests. */
function argumentsOf(
  kind: Called,
  name: string,
  schema: unknown,
  entry: PolicyEntry,
  { policy, found }: PlanSources,
): readonly ArgumentsPart[] {
  const reference = kind === 'tool' ? name : `prompt:${name}`;
  const base = entry.with ?? {};
  const filled = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    // What sets a call apart from others stands first.
    const known = { ...value, ...base, ...value };
    const guess = guessArguments(schema, known);
    return 'missing' in guess ? known : guess.value;
  };
  const said = Object.entries(policy.arguments).filter(([, set]) =>
    typeof set.for === 'string' ? set.for === reference : set.for.includes(reference),
  );
  if (said.length > 0)
    return said.map(([set, { value, owner }]) => {
      const known = { ...value, ...base, ...value };
      // A set names an object; what else the tool requires is suggested by its schema, as it was when the set was found.
      const guess = guessArguments(schema, known);
      const whole = 'missing' in guess ? known : guess.value;
      const made =
        Object.keys(whole).length > Object.keys(known).length && 'why' in guess ? ` ${guess.why}` : '';
      return {
        set,
        ...(owner === undefined ? {} : { owner }),
        arguments: whole,
        argumentsBy: 'policy',
        argumentsWhy: `The set ${set} of the policy.${made}${misfit(schema, known)}`,
      };
    });
  if (entry.with !== undefined)
    return [
      {
        arguments: base,
        owner: CALLERS_OWN,
        argumentsBy: 'policy',
        argumentsWhy: `The policy gives them.${misfit(schema, base)}`,
      },
    ];
  const discovered = found.filter((set) => set.for.includes(reference));
  if (discovered.length > 0)
    return discovered.map(({ set, owner, value, why }) => ({
      set,
      ...(owner === undefined ? {} : { owner }),
      arguments: filled(value),
      argumentsBy: 'guess',
      argumentsWhy: why,
    }));
  const guess = guessArguments(schema);
  if ('missing' in guess)
    return [
      {
        argumentsBy: 'guess',
        argumentsWhy: `It needs "${guess.missing}", and nothing is known to give: add a set of arguments.`,
      },
    ];
  return [
    {
      arguments: guess.value,
      argumentsBy: 'guess',
      argumentsWhy: guess.why,
      // An example may name somebody's object; without one, each caller asks for their own.
      ...(guess.named.length === 0 ? { owner: CALLERS_OWN } : { set: exampleSet(name) }),
    },
  ];
}

function calledRows(
  kind: Called,
  name: string,
  listed: JsonObject | undefined,
  sources: PlanSources,
): MatrixRow[] {
  const entry = entryOfPolicy(sources.policy, kind === 'tool' ? 'tools' : 'prompts', name);
  const schema = listed && (kind === 'tool' ? listed['inputSchema'] : promptSchema(listed));
  const scope = scopesOf(entry);
  const title = text(listed, 'title');
  const common = {
    kind,
    name,
    ...(title === undefined ? {} : { title }),
    ...levelOf(entry, listed, sources.listing.closed),
    ...(scope === undefined ? {} : { scope }),
    ...(kind === 'prompt' ? READS : guessEffect(listed)),
    ticked: entry.consent ?? false,
  };
  return argumentsOf(kind, name, schema, entry, sources).map((part) => ({
    id: rowId(kind, name, part.set),
    ...common,
    ...part,
  }));
}

type ResourceGuess = Pick<MatrixRow, 'owner' | 'argumentsWhy'> & Partial<GuessedLevel>;

/**
 * Whose a resource is, by who is told of it: one in the list of one person alone is hers, one in the lists of
 * administrators alone is theirs. Administrators are told of everything.
 */
function guessByList(uri: string, { listing, columns }: PlanSources): ResourceGuess {
  const told = listing.listedTo.get(uri) ?? [];
  const asked = new Set([...listing.listedTo.values()].flat());
  const isPerson = ({ definition: { name, source } }: IdentityState): boolean =>
    asked.has(name) && source.kind !== 'simulated' && source.kind !== 'nobody';
  const people = columns.filter((column) => isPerson(column) && column.definition.level === 'login');
  const those = people.filter(({ definition }) => told.includes(definition.name));
  const [only] = those;
  const argumentsWhy = 'A resource is read by its URI alone.';
  if (people.length > 1 && those.length === 1 && only) {
    const levelWhy = `It is listed to ${only.definition.name} alone.`;
    return { owner: only.definition.name, argumentsWhy, level: 'owner', levelBy: 'guess', levelWhy };
  }
  if (people.length > 0 && those.length === 0 && told.length > 0) {
    const levelWhy = `It is listed to ${told.join(', ')} alone.`;
    return { owner: CALLERS_OWN, argumentsWhy, level: 'admin', levelBy: 'guess', levelWhy };
  }
  return { owner: CALLERS_OWN, argumentsWhy };
}

function resourceRow(uri: string, listed: JsonObject | undefined, sources: PlanSources): MatrixRow {
  const { policy, listing } = sources;
  const entry = entryOfPolicy(policy, 'resources', uri);
  const scope = scopesOf(entry);
  const title = text(listed, 'title') ?? text(listed, 'name');
  const said = entry.level !== undefined;
  return {
    id: rowId('resource', uri),
    kind: 'resource',
    name: uri,
    ...(title === undefined ? {} : { title }),
    arguments: {},
    argumentsBy: said ? 'policy' : 'guess',
    ...levelOf(entry, listed, listing.closed),
    ...(said
      ? { owner: entry.owner ?? CALLERS_OWN, argumentsWhy: 'A resource is read by its URI alone.' }
      : guessByList(uri, sources)),
    ...(scope === undefined ? {} : { scope }),
    ...READS,
    ticked: false,
  };
}

function listRow(method: string, { policy }: PlanSources): MatrixRow {
  const level = Object.hasOwn(policy.lists, method)
    ? policy.lists[method as (typeof LIST_METHODS)[number]]
    : undefined;
  const levelBy: SaidBy = level === undefined ? 'guess' : 'policy';
  return {
    id: rowId('list', method),
    kind: 'list',
    name: method,
    arguments: {},
    owner: CALLERS_OWN,
    argumentsBy: 'guess',
    argumentsWhy: 'A list needs no arguments.',
    ...(level === undefined ? {} : { level }),
    levelBy,
    levelWhy: level === undefined ? 'Nobody has said who may ask for it.' : 'The policy says so.',
    ...READS,
    ticked: false,
  };
}

/** Names listed, then those that only the policy knows: what is hidden is called all the same. */
function names(listed: ReadonlyMap<string, JsonObject>, said: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...listed.keys(), ...Object.keys(said)])];
}

function saidExpectations(rows: readonly MatrixRow[], policy: Policy): MatrixPlan['said'] {
  const said = new Map<RowId, Map<IdentityName, SaidExpectation>>();
  const say = (row: RowId, identity: IdentityName, expectation: SaidExpectation): void => {
    const known = said.get(row);
    if (known) known.set(identity, expectation);
    else said.set(row, new Map([[identity, expectation]]));
  };
  for (const row of rows) {
    if (row.kind === 'list') continue;
    const section = row.kind === 'tool' ? 'tools' : row.kind === 'prompt' ? 'prompts' : 'resources';
    for (const [identity, expect] of Object.entries(entryOfPolicy(policy, section, row.name).expect ?? {}))
      say(row.id, identity, { expect });
  }
  for (const cell of policy.cells) {
    for (const row of rows) {
      if (cell[row.kind] !== row.name || (cell.arguments !== undefined && cell.arguments !== row.set))
        continue;
      say(row.id, cell.identity, {
        expect: cell.expect,
        ...(cell.why === undefined ? {} : { why: cell.why }),
      });
    }
  }
  return Object.fromEntries([...said].map(([row, cells]) => [row, Object.fromEntries(cells)]));
}

/** Makes the plan of a run. Rows stand in the order of the lists of the server. */
export function buildPlan(sources: PlanSources): MatrixPlan {
  const { policy, listing, columns, target, revision } = sources;
  const lists = LIST_METHODS.filter(
    (method) => listing.lists.includes(method) || Object.hasOwn(policy.lists, method),
  );
  const rows: MatrixRow[] = [
    ...lists.map((method) => listRow(method, sources)),
    ...names(listing.tools, policy.tools).flatMap((name) =>
      calledRows('tool', name, listing.tools.get(name), sources),
    ),
    ...names(listing.resources, policy.resources).map((uri) =>
      resourceRow(uri, listing.resources.get(uri), sources),
    ),
    ...names(listing.prompts, policy.prompts).flatMap((name) =>
      calledRows('prompt', name, listing.prompts.get(name), sources),
    ),
  ];
  return { target, revision, rows, columns, said: saidExpectations(rows, policy), run: policy.run };
}
