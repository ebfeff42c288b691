// A policy as a file to keep: what a person said stays as they wrote it, and what was guessed is added with its reason as
// a comment, so that whoever reads the file sees what to decide.

import { Document, isMap, isPair, isScalar, isSeq, Scalar } from 'yaml';
import type { IdentityState } from '../identity/identity.ts';
import type { FoundArguments } from '../matrix/discover-arguments.ts';
import type { MatrixPlan, MatrixRow } from '../matrix/matrix.ts';
import { CALLERS_OWN } from '../matrix/matrix.ts';
import { POLICY_VERSION } from './policy.ts';

const HEAD = ` Who may call what. Keyhole calls everything here as every identity and compares.
 Levels: public (everybody), login (any token), owner (whose object it is), admin.`;

/** A document that says nothing but what it is. */
export function newPolicyDocument(target: string): Document {
  const document = new Document({ keyhole: POLICY_VERSION, target });
  document.commentBefore = HEAD;
  return document;
}

/** The text of a policy document. Long lines are left whole: a folded scalar is hard to read and to compare. */
export function policyText(document: Document): string {
  return document.toString({ lineWidth: 0 });
}

function commented(value: unknown, comment: string): Scalar {
  const scalar = new Scalar(value);
  scalar.comment = ` ${comment.replaceAll(/\s+/g, ' ')}`;
  return scalar;
}

/** How an identity of a session is written. Secrets are not in it: their variables are named by whoever needs them. */
function identityEntry({ definition, scopes }: IdentityState): Record<string, unknown> {
  const { title, name, colour, level, source } = definition;
  const look = { ...(title === name ? {} : { title }), colour };
  switch (source.kind) {
    case 'nobody':
      return { source: 'nobody', ...look };
    case 'simulated':
      return {
        source: 'simulated',
        from: source.from,
        how: source.how,
        ...(source.other === undefined ? {} : { other: source.other }),
        ...look,
      };
    case 'given':
      return {
        source: 'token',
        level,
        ...look,
        token_env: `${name.toUpperCase().replaceAll('-', '_')}_TOKEN`,
        ...(scopes ? { scope: scopes.join(' ') } : {}),
      };
    default:
      return {
        source: 'sign-in',
        level: level === 'admin' ? 'admin' : 'login',
        ...look,
        ...(scopes ? { scope: scopes.join(' ') } : {}),
      };
  }
}

function addIdentities(document: Document, columns: readonly IdentityState[]): void {
  for (const column of columns) {
    const path = ['identities', column.definition.name];
    if (!document.hasIn(path)) document.setIn(path, document.createNode(identityEntry(column)));
  }
}

function addLevels(document: Document, rows: readonly MatrixRow[]): void {
  for (const { kind, name, level, levelBy, levelWhy } of rows) {
    if (kind === 'list' || levelBy === 'policy' || level === undefined) continue;
    const path = [`${kind}s`, name];
    const guess = commented(level, levelWhy);
    if (!document.hasIn(path)) document.setIn(path, guess);
    else if (isMap(document.getIn(path)) && !document.hasIn([...path, 'level']))
      document.setIn([...path, 'level'], guess);
  }
}

function addArguments(document: Document, found: readonly FoundArguments[]): void {
  for (const { set, owner, value, for: tools, why } of found) {
    const path = ['arguments', set];
    if (document.hasIn(path)) continue;
    const node = document.createNode({
      ...(owner === undefined || owner === CALLERS_OWN ? {} : { owner }),
      value,
      for: tools,
    });
    node.commentBefore = ` ${why}`;
    document.setIn(path, node);
  }
  if (document.has('arguments')) compact(document.get('arguments'));
}

/** Short collections stand on one line, as a person writes them. */
function compact(node: unknown): void {
  const children = isMap(node) || isSeq(node) ? node.items : [];
  for (const child of children) {
    const value: unknown = isPair(child) ? child.value : child;
    if (
      isPair(child) &&
      isScalar(child.key) &&
      ['value', 'for', 'with', 'expect'].includes(String(child.key.value))
    ) {
      if ((isMap(value) || isSeq(value)) && value.flow === undefined) value.flow = true;
      continue;
    }
    compact(value);
  }
}

/**
 * Writes down the identities and the sets of arguments that a document does not name yet, so that what is said of a cell
 * has something to refer to. Levels stay guesses.
 * @returns a new document; the one given is not changed
 */
export function namePolicy(document: Document, plan: MatrixPlan, found: readonly FoundArguments[]): Document {
  const named = document.clone();
  addIdentities(named, plan.columns);
  addArguments(named, found);
  return named;
}

/**
 * Adds to a document what the plan knows and the document does not say.
 * @returns a new document; the one given is not changed
 */
export function completePolicy(
  document: Document,
  plan: MatrixPlan,
  found: readonly FoundArguments[],
): Document {
  const complete = document.clone();
  if (!complete.has('target')) complete.set('target', plan.target);
  addIdentities(complete, plan.columns);
  addLevels(complete, plan.rows);
  addArguments(complete, found);
  return complete;
}
