// The plan of a run and where it comes from: the policy document, what the server lists, and what was found in answers.
// Every change is told as the smallest event that says it.

import type { Document } from 'yaml';
import type { IdentityState } from '../../../shared/identity/identity.ts';
import type { FoundArguments } from '../../../shared/matrix/discover-arguments.ts';
import type { Listing } from '../../../shared/matrix/listing.ts';
import { addToListing, EMPTY_LISTING } from '../../../shared/matrix/listing.ts';
import type { MatrixPlan } from '../../../shared/matrix/matrix.ts';
import { buildPlan } from '../../../shared/matrix/plan.ts';
import {
  completePolicy,
  groundForEdits,
  newPolicyDocument,
  policyText,
} from '../../../shared/policy/complete.ts';
import type { PolicyEdit } from '../../../shared/policy/edit.ts';
import { applyEdit } from '../../../shared/policy/apply-edit.ts';
import { parsePolicy, PolicyFileError } from '../../../shared/policy/parse.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { EMPTY_POLICY, LIST_METHODS } from '../../../shared/policy/policy.ts';
import { KeyholeError } from '../../../shared/keyhole-error.ts';
import { DEFAULT_IDENTITY } from '../../../shared/trace/event.ts';
import type { FlowSettings, IdentityName, TraceEventBody } from '../../../shared/trace/event.ts';

type Edited = Extract<TraceEventBody, { kind: 'matrix-edited' }>;

/** Lists that every server is asked for; templates name nothing that could be read as it is. */
const FIRST_LISTS = [
  'tools/list',
  'resources/list',
  'prompts/list',
] as const satisfies readonly (typeof LIST_METHODS)[number][];

/** Facts about the target that the policy does not say. */
export interface DeskFacts {
  readonly target: string;
  readonly revision: string;
  /** The server refused to answer without a token before. */
  readonly closed: boolean;
  readonly identities: readonly IdentityState[];
  /** How the flow of an identity runs, to write it down for others. */
  readonly settingsOf: (identity: IdentityName) => FlowSettings | undefined;
}

function read(text: string): { policy: Policy; document: Document } {
  try {
    return parsePolicy(text, 'policy.keyhole.yaml');
  } catch (error) {
    if (error instanceof PolicyFileError) throw new KeyholeError('bad-input', error.message);
    throw error;
  }
}

/** Changes that can be taken back. */
const REMEMBERED = 100;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Holds the policy of one run. */
export class PolicyDesk {
  #document: Document;
  #policy: Policy = EMPTY_POLICY;
  #listing: Listing;
  #found: readonly FoundArguments[] = [];
  #facts: DeskFacts;
  #plan: MatrixPlan;
  /** The policy as it was before each change, as text, and before each change that was taken back. */
  #past: readonly string[] = [];
  #undone: readonly string[] = [];

  /** Throws `KeyholeError` when the text is no policy; the message has lines and remedies. */
  constructor(facts: DeskFacts, text: string | undefined) {
    this.#facts = facts;
    if (text === undefined) this.#document = newPolicyDocument(facts.target);
    else {
      const { policy, document } = read(text);
      this.#policy = policy;
      this.#document = document;
    }
    this.#listing = { ...EMPTY_LISTING, lists: FIRST_LISTS, closed: facts.closed };
    this.#plan = this.#build();
  }

  get plan(): MatrixPlan {
    return this.#plan;
  }

  get policy(): Policy {
    return this.#policy;
  }

  get listing(): Listing {
    return this.#listing;
  }

  /** The policy as a file, guesses and all. */
  text(): string {
    return policyText(completePolicy(this.#document, this.#known()));
  }

  #known() {
    return { plan: this.#plan, found: this.#found, settingsOf: this.#facts.settingsOf };
  }

  /** Begins to list anew: what the server had before is not taken over. */
  forgetListing(): void {
    this.#listing = { ...EMPTY_LISTING, closed: this.#facts.closed };
  }

  addListed(identity: IdentityName, method: string, result: Record<string, unknown>): void {
    this.#listing = addToListing(this.#listing, method, result, identity);
  }

  markClosed(): void {
    this.#listing = { ...this.#listing, closed: true };
  }

  setFound(found: readonly FoundArguments[]): void {
    this.#found = found;
  }

  setIdentities(identities: readonly IdentityState[]): void {
    this.#facts = { ...this.#facts, identities };
  }

  /** Takes another policy, or changes this one. Throws `KeyholeError`, and then nothing has changed. */
  edit(text: string | undefined, edits: readonly PolicyEdit[]): void {
    const before = text === undefined ? this.#document : read(text).document;
    const document = groundForEdits(before, this.#known(), edits);
    for (const edit of edits) applyEdit(document, edit);
    const was = policyText(this.#document);
    const next = policyText(document);
    this.#take(next);
    if (next === was) return;
    this.#past = [...this.#past, was].slice(-REMEMBERED);
    this.#undone = [];
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Takes back the last change. Throws `KeyholeError` when there is none. */
  undo(): void {
    const text = this.#past.at(-1);
    if (text === undefined)
      throw new KeyholeError('not-now', 'The policy was not changed: there is nothing to take back.');
    this.#past = this.#past.slice(0, -1);
    this.#undone = [...this.#undone, policyText(this.#document)];
    this.#take(text);
  }

  /** Makes the change again that was taken back last. Throws `KeyholeError` when there is none. */
  redo(): void {
    const text = this.#undone.at(-1);
    if (text === undefined)
      throw new KeyholeError('not-now', 'No change was taken back that could be made again.');
    this.#undone = this.#undone.slice(0, -1);
    this.#past = [...this.#past, policyText(this.#document)];
    this.#take(text);
  }

  #take(text: string): void {
    const { policy, document } = read(text);
    this.#policy = policy;
    this.#document = document;
  }

  /** Builds the plan anew and says what changed; nothing when nothing did. */
  replan(): Edited | undefined {
    const before = this.#plan;
    const next = this.#build();
    this.#plan = next;
    const known = new Map(before.rows.map((row) => [row.id, row]));
    const rows = next.rows.filter((row) => !same(known.get(row.id), row));
    const order = next.rows.map(({ id }) => id);
    const reordered = !same(
      before.rows.map(({ id }) => id),
      order,
    );
    const edited: Edited = {
      kind: 'matrix-edited',
      ...(rows.length > 0 ? { rows } : {}),
      ...(reordered ? { order } : {}),
      ...(same(before.columns, next.columns) ? {} : { columns: next.columns }),
      ...(same(before.said, next.said) ? {} : { said: next.said }),
      ...(same(before.run, next.run) ? {} : { run: next.run }),
    };
    return Object.keys(edited).length > 1 ? edited : undefined;
  }

  #build(): MatrixPlan {
    const { target, revision } = this.#facts;
    return buildPlan({
      target,
      revision,
      policy: this.#policy,
      columns: this.#columns(),
      listing: this.#listing,
      found: this.#found,
    });
  }

  /** The identities the policy names, in its order, then those of the session that can call. */
  #columns(): readonly IdentityState[] {
    const { identities } = this.#facts;
    const named = Object.entries(this.#policy.identities).map(([name, entry]): IdentityState => {
      const state = identities.find(({ definition }) => definition.name === name);
      const level = 'level' in entry ? entry.level : undefined;
      if (state)
        return level === undefined || state.definition.source.kind === 'simulated'
          ? state
          : { ...state, definition: { ...state.definition, level } };
      return {
        definition: {
          name,
          title: entry.title ?? name,
          colour: entry.colour ?? 'grey',
          level: level ?? 'public',
          source:
            entry.source === 'nobody'
              ? { kind: 'nobody' }
              : entry.source === 'simulated'
                ? {
                    kind: 'simulated',
                    from: entry.from,
                    how: entry.how,
                    ...(entry.other === undefined ? {} : { other: entry.other }),
                  }
                : { kind: entry.source === 'token' ? 'given' : 'flow' },
        },
        status: 'none',
        why: 'The policy names it, and this session has no such identity yet: add it and sign in.',
      };
    });
    const others = identities.filter(({ definition, status }) => {
      if (Object.hasOwn(this.#policy.identities, definition.name)) return false;
      // The first identity is always there; one that never signed in beside others is nobody's column.
      const isIdle = status === 'none' && (named.length > 0 || definition.name === DEFAULT_IDENTITY);
      return !isIdle || (named.length === 0 && identities.length === 1);
    });
    return [...named, ...others];
  }
}
