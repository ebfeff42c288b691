// A policy as a file to keep: what a person said stays as they wrote it, and what was guessed is added with its reason as
// a comment, so that whoever reads the file sees what to decide.

import { Document, isMap, isPair, isScalar, isSeq, Scalar } from 'yaml';
import type { IdentityState } from '../identity/identity.ts';
import type { FoundArguments } from '../matrix/discover-arguments.ts';
import type { MatrixPlan, MatrixRow } from '../matrix/matrix.ts';
import { CALLERS_OWN } from '../matrix/matrix.ts';
import type { FlowSettings, IdentityName } from '../trace/event.ts';
import { setOrDelete } from './change-document.ts';
import type { PolicyEdit } from './edit.ts';
import { POLICY_VERSION } from './policy.ts';

const GUESSES = ' Guessed. Nothing of this counts until it is written above:';

/** How the flow of an identity runs. */
export type SettingsOf = (identity: IdentityName) => FlowSettings | undefined;

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

/** The name of an environment variable for a secret of an identity. */
function variableOf(identity: string, what: string): string {
  return `${identity}_${what}`
    .toUpperCase()
    .replaceAll(/\W/g, '_')
    .replace(/^(?=\d)/, '_');
}

/** What the flow of an identity needs to run elsewhere as it ran here. */
function flowEntry(name: string, settings: FlowSettings | undefined): Record<string, unknown> {
  if (!settings) return {};
  const { registration, clientId, clientAuth, clientMetadataUrl, authorizationServer } = settings;
  const { login_hint: hint, ...parameters } = settings.extraAuthorizationParameters ?? {};
  const hasSecret = clientAuth?.startsWith('client_secret') === true && clientId !== undefined;
  return {
    ...(hint === undefined ? {} : { login_hint: hint }),
    ...(registration === 'auto' || settings.grant === 'client_credentials' ? {} : { registration }),
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...(clientAuth === undefined ? {} : { client_auth: clientAuth }),
    ...(hasSecret ? { client_secret_env: variableOf(name, 'client_secret') } : {}),
    ...(clientAuth === 'private_key_jwt' ? { private_key_env: variableOf(name, 'private_key') } : {}),
    ...(clientMetadataUrl === undefined ? {} : { client_metadata_url: clientMetadataUrl }),
    ...(authorizationServer === undefined ? {} : { authorization_server: authorizationServer }),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
  };
}

/** Headers may hold secrets, and nobody can tell which: each is named by a variable. */
function headersEntry(name: string, settings: FlowSettings | undefined): Record<string, unknown> {
  const headers = settings?.extraHeaders ?? [];
  if (headers.length === 0) return {};
  return { headers_env: Object.fromEntries(headers.map(([header]) => [header, variableOf(name, header)])) };
}

/** How an identity of a session is written. Secrets are not in it: their variables are named in their place. */
function identityEntry(state: IdentityState, settings: FlowSettings | undefined): Record<string, unknown> {
  const { title, name, colour, level, source } = state.definition;
  const look = { ...(title === name ? {} : { title }), colour, ...headersEntry(name, settings) };
  const person = level === 'admin' ? 'admin' : 'login';
  const granted = settings?.scope ?? state.scopes?.join(' ');
  const scope = granted === undefined ? {} : { scope: granted };
  switch (source.kind) {
    case 'nobody':
      return {
        source: 'nobody',
        ...(level === (settings?.extraHeaders?.length ? 'login' : 'public') ? {} : { level }),
        ...look,
      };
    case 'simulated': {
      const { from, how, other } = source;
      return {
        source: 'simulated',
        from,
        how,
        ...(other === undefined ? {} : { other }),
        ...look,
        ...(how === 'scope-removed' ? scope : {}),
        ...(settings?.resource === undefined ? {} : { resource: settings.resource }),
      };
    }
    case 'given':
      return { source: 'token', level: person, ...look, token_env: variableOf(name, 'token'), ...scope };
    default:
      return {
        source: settings?.grant === 'client_credentials' ? 'client-credentials' : 'sign-in',
        level: person,
        ...look,
        ...flowEntry(name, settings),
        ...scope,
      };
  }
}

function addIdentities(document: Document, columns: readonly IdentityState[], settingsOf: SettingsOf): void {
  for (const column of columns) {
    const { name } = column.definition;
    const path = ['identities', name];
    const entry = identityEntry(column, settingsOf(name));
    if (!document.hasIn(path)) document.setIn(path, document.createNode(entry));
    else if (column.definition.source.kind === 'simulated') correctSimulated(document, path, entry);
  }
}

/**
 * A simulated caller may have been made otherwise since it was written down, and a file that says what it was would be
 * run as something else. What it looks like is left as it was written, but for a title, which says how it is made.
 */
function correctSimulated(
  document: Document,
  path: readonly string[],
  entry: Readonly<Record<string, unknown>>,
): void {
  if (document.getIn([...path, 'source']) !== 'simulated') return;
  const isSame = ['from', 'how', 'other'].every((name) => document.getIn([...path, name]) === entry[name]);
  // Before it has signed in nobody knows which scope is left.
  const asked =
    entry['how'] === 'wrong-audience' ? ['resource'] : entry['scope'] === undefined ? [] : ['scope'];
  for (const name of isSame ? asked : ['from', 'how', 'other', 'title', 'scope', 'resource'])
    setOrDelete(document, [...path, name], entry[name]);
}

/** Levels that the server itself says, each with its words. */
function addLevels(document: Document, rows: readonly MatrixRow[]): void {
  for (const { kind, name, level, levelBy, levelWhy } of rows) {
    if (kind === 'list' || levelBy !== 'server') continue;
    const path = [`${kind}s`, name];
    const said = commented(level, levelWhy);
    if (!document.hasIn(path)) document.setIn(path, said);
    else if (isMap(document.getIn(path)) && !document.hasIn([...path, 'level']))
      document.setIn([...path, 'level'], said);
  }
}

/**
 * Mere guesses stand below the policy as a comment: were they part of it, what nobody has said would accuse somebody the
 * next time the file is run.
 */
function tellGuesses(document: Document, rows: readonly MatrixRow[]): void {
  const kept = (document.comment ?? '').split(GUESSES)[0]?.trimEnd() ?? '';
  const guesses = rows.flatMap(({ kind, name, level, levelBy, levelWhy, owner }) => {
    if (kind === 'list' || levelBy !== 'guess' || level === undefined) return [];
    const whose = kind === 'resource' && level === 'owner' && owner !== CALLERS_OWN ? owner : undefined;
    const entry = whose === undefined ? level : `{ level: ${level}, owner: ${whose} }`;
    return [`   ${kind}s: ${name}: ${entry}   (${levelWhy})`.replaceAll(/[\r\n]+/g, ' ')];
  });
  const told = [...new Set(guesses)];
  const comment =
    told.length === 0 ? kept : [...(kept === '' ? [] : [kept, '']), GUESSES, ...told].join('\n');
  document.comment = comment === '' ? null : comment;
}

function addArguments(document: Document, found: readonly FoundArguments[]): void {
  for (const { set, owner, value, for: tools, why } of found) {
    const path = ['arguments', set];
    if (document.hasIn(path)) continue;
    const node = document.createNode({
      ...(owner === undefined || owner === CALLERS_OWN ? {} : { owner }),
      value,
      for: tools.length === 1 ? tools[0] : tools,
    });
    node.commentBefore = ` ${why}`;
    document.setIn(path, node);
  }
}

/** Short collections stand on one line, as a person writes them. */
function compact(node: unknown): void {
  const children = isMap(node) || isSeq(node) ? node.items : [];
  for (const child of children) {
    const value: unknown = isPair(child) ? child.value : child;
    if (
      isPair(child) &&
      isScalar(child.key) &&
      ['value', 'with', 'expect'].includes(String(child.key.value))
    ) {
      if ((isMap(value) || isSeq(value)) && value.flow === undefined) value.flow = true;
      continue;
    }
    compact(value);
  }
}

/** What a document is completed with. */
export interface KnownBeyond {
  readonly plan: MatrixPlan;
  readonly found: readonly FoundArguments[];
  readonly settingsOf: SettingsOf;
}

/**
 * Adds to a document what the plan knows and the document does not say.
 * @returns a new document; the one given is not changed
 */
export function completePolicy(document: Document, { plan, found, settingsOf }: KnownBeyond): Document {
  const complete = document.clone();
  if (!complete.has('target')) complete.set('target', plan.target);
  addIdentities(complete, plan.columns, settingsOf);
  addLevels(complete, plan.rows);
  addArguments(complete, found);
  tellGuesses(complete, plan.rows);
  if (complete.has('arguments')) compact(complete.get('arguments'));
  return complete;
}

/**
 * Adds what an edit may name: the identities, the sets that were found, and the examples of schemas that it speaks of.
 * Levels stay where they come from.
 * @returns a new document; the one given is not changed
 */
export function groundForEdits(
  document: Document,
  { plan, found, settingsOf }: KnownBeyond,
  edits: readonly PolicyEdit[],
): Document {
  const ground = document.clone();
  if (edits.some(({ edit }) => edit === 'expectation' || edit === 'arguments')) {
    addIdentities(ground, plan.columns, settingsOf);
    const sets = new Set(edits.flatMap((edit) => (edit.edit === 'expectation' ? (edit.set ?? []) : [])));
    const examples = plan.rows.flatMap(({ kind, name, set, argumentsBy, arguments: value, argumentsWhy }) => {
      const isExample = set !== undefined && sets.has(set) && argumentsBy === 'guess';
      if (!isExample || value === undefined || found.some((one) => one.set === set)) return [];
      return [{ set, value, for: [kind === 'prompt' ? `prompt:${name}` : name], why: argumentsWhy }];
    });
    addArguments(ground, [...found, ...examples]);
  }
  if (ground.has('arguments')) compact(ground.get('arguments'));
  return ground;
}
