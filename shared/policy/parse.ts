// Reading a policy file. Whatever is wrong is said with line, column, place and remedy, all of it at once.

import { Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Node } from 'yaml';
import type { z } from 'zod';
import { CALLERS_OWN } from '../matrix/matrix.ts';
import type { Policy } from './policy.ts';
import { POLICY_VERSION, policySchema } from './policy.ts';

/** More than any person writes; a file beyond it is something else. */
const MOST_CHARACTERS = 2_000_000;

/** One thing that is wrong with a policy file. Lines and columns count from 1. */
export interface PolicyFault {
  readonly line: number;
  readonly column: number;
  /** Where in the document, e.g. `identities.alice.source`; empty for the whole. */
  readonly place: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/** A policy file that cannot be used. The message lists every fault on a line of its own. */
export class PolicyFileError extends Error {
  override readonly name = 'PolicyFileError';
  readonly faults: readonly PolicyFault[];

  constructor(file: string, faults: readonly PolicyFault[]) {
    super(
      faults
        .map(
          ({ line, column, place, message }) =>
            `${file}:${line}:${column}: ${place === '' ? '' : `${place}: `}${message}`,
        )
        .join('\n'),
    );
    this.faults = faults;
  }
}

/** A policy and the document it stands in, comments and all. */
export interface ReadPolicy {
  readonly policy: Policy;
  readonly document: Document;
}

type Path = readonly PropertyKey[];

/** The node at a path, or the nearest one above it. */
function nodeAt(document: Document, path: Path, key?: string): Node | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    if (key !== undefined && length === path.length && isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair && isNode(pair.key)) return pair.key;
    }
    return node;
  }
  return undefined;
}

/** Where a name itself is wrong, it is the name that is pointed at, and not what it stands for. */
function keyOf(issue: z.core.$ZodIssue): { readonly of: Path; readonly name: string } | undefined {
  if (issue.code === 'unrecognized_keys') return { of: issue.path, name: issue.keys[0] ?? '' };
  if (issue.code !== 'invalid_key') return undefined;
  return { of: issue.path.slice(0, -1), name: String(issue.path.at(-1)) };
}

function remedy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `There is no "${issue.keys.join('", "')}" here. Correct its spelling, or take it out.`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `This must be ${JSON.stringify(issue.values[0])}.`
        : `Use one of ${issue.values.map(String).join(', ')}.`;
    case 'invalid_union': {
      const { note } = issue as { note?: string };
      return note === 'No matching discriminator'
        ? 'Say how it gets its token: nobody, sign-in, client-credentials, token or simulated.'
        : deepest(issue);
    }
    case 'invalid_type':
      return `${issue.input === undefined ? 'This is missing' : 'This is of another kind'}: a ${issue.expected} is expected.${quoting(issue)}`;
    case 'invalid_key':
      return `${issue.issues[0]?.message.replace(/\.$/, '') ?? issue.message}.`;
    case 'too_small':
      return `Too little: at least ${String(issue.minimum)}.`;
    case 'too_big':
      return `Too much: at most ${String(issue.maximum)}.`;
    default:
      return `${issue.message.replace(/\.$/, '')}.`;
  }
}

/** YAML reads `1001` and `yes` as other things than text. */
function quoting({ expected, input }: { expected: string; input?: unknown }): string {
  return expected === 'string' && ['number', 'boolean'].includes(typeof input)
    ? ` Put it in quotes: '${String(input)}'.`
    : '';
}

/** An entry may be a level or a mapping: what is wrong is said of what it tries to be. */
function deepest(issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>): string {
  const inner = issue.errors.map((issues) => issues[0]).filter((one) => one !== undefined);
  const mapping = inner.find((one) => one.path.length > 0 || one.code === 'unrecognized_keys');
  const said = mapping ?? inner[0];
  if (!said) return issue.message;
  const at = said.path.map(String).join('.');
  return `${at === '' ? '' : `${at}: `}${remedy(said)}`;
}

/** Names that the schema alone cannot check, with the path where each stands. */
function* unknownNames(policy: Policy): Generator<{ path: Path; message: string }> {
  const known = Object.keys(policy.identities);
  const isKnown = (name: string): boolean => Object.hasOwn(policy.identities, name);
  const nobody = (name: string): string =>
    `There is no identity "${name}". Those of this file: ${known.join(', ') || 'none'}.`;
  for (const [name, identity] of Object.entries(policy.identities)) {
    if (identity.source !== 'simulated') continue;
    for (const member of ['from', 'other'] as const) {
      const other = identity[member];
      if (other === undefined) continue;
      const path = ['identities', name, member];
      if (!isKnown(other)) yield { path, message: nobody(other) };
      else if (['simulated', 'nobody'].includes(policy.identities[other]?.source ?? ''))
        yield { path, message: `"${other}" has no token of its own to change. Name one that signs in.` };
    }
    if (identity.how === 'foreign-session' && identity.other === undefined)
      yield { path: ['identities', name], message: 'Say whose session id is borrowed: other.' };
  }
  for (const kind of ['tools', 'resources', 'prompts'] as const)
    for (const [key, entry] of Object.entries(policy[kind])) {
      if (typeof entry === 'string') continue;
      const owner = 'owner' in entry ? entry.owner : undefined;
      if (owner !== undefined && owner !== CALLERS_OWN && !isKnown(owner))
        yield { path: [kind, key, 'owner'], message: nobody(owner) };
      for (const name of Object.keys(entry.expect ?? {}))
        if (!isKnown(name)) yield { path: [kind, key, 'expect', name], message: nobody(name) };
    }
  for (const [name, { owner }] of Object.entries(policy.arguments))
    if (owner !== undefined && owner !== CALLERS_OWN && !isKnown(owner))
      yield { path: ['arguments', name, 'owner'], message: nobody(owner) };
  for (const [index, cell] of policy.cells.entries()) {
    const path: Path = ['cells', index];
    if (!isKnown(cell.identity)) yield { path: [...path, 'identity'], message: nobody(cell.identity) };
    if ([cell.tool, cell.resource, cell.prompt, cell.list].filter((one) => one !== undefined).length !== 1)
      yield { path, message: 'Name one thing that the cell is about: tool, resource, prompt or list.' };
    if (cell.arguments !== undefined && !Object.hasOwn(policy.arguments, cell.arguments))
      yield {
        path: [...path, 'arguments'],
        message: `There is no argument set "${cell.arguments}". Those of this file: ${Object.keys(policy.arguments).join(', ') || 'none'}.`,
      };
  }
}

/**
 * Reads the text of a policy file.
 * @param file its name, for messages
 * @throws PolicyFileError with every fault found
 */
export function parsePolicy(text: string, file: string): ReadPolicy {
  const lines = new LineCounter();
  const fault = (offset: number, place: string, message: string): PolicyFault => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), place, message };
  };
  if (text.length > MOST_CHARACTERS)
    throw new PolicyFileError(file, [
      {
        line: 1,
        column: 1,
        place: '',
        message: 'This is too long for a policy. Choose a .keyhole.yaml file.',
      },
    ]);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    throw new PolicyFileError(
      file,
      document.errors.map((error) =>
        fault(error.pos[0], '', `${error.message.replace(/\.$/, '')}. Correct the YAML here.`),
      ),
    );
  const at = (path: Path, message: string, key?: { readonly of: Path; readonly name: string }): PolicyFault =>
    fault(nodeAt(document, key?.of ?? path, key?.name)?.range?.[0] ?? 0, path.map(String).join('.'), message);
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // Aliases that multiply.
    const why = error instanceof Error ? error.message : String(error);
    throw new PolicyFileError(file, [at([], `${why}. Write the entries out.`)]);
  }
  if (typeof content !== 'object' || content === null || !('keyhole' in content))
    throw new PolicyFileError(file, [
      at(
        [],
        `This is no policy of Keyhole: it has no "keyhole: ${POLICY_VERSION}" at its top. Add that line, or choose another file.`,
      ),
    ]);
  if (typeof content.keyhole === 'number' && content.keyhole > POLICY_VERSION)
    throw new PolicyFileError(file, [
      at(
        ['keyhole'],
        `The file has format ${content.keyhole}; this Keyhole reads ${POLICY_VERSION}. Update Keyhole.`,
      ),
    ]);
  const parsed = policySchema.safeParse(content, { reportInput: true });
  if (!parsed.success)
    throw new PolicyFileError(
      file,
      parsed.error.issues.map((issue) => at(issue.path, remedy(issue), keyOf(issue))),
    );
  const unknown = [...unknownNames(parsed.data)];
  if (unknown.length > 0)
    throw new PolicyFileError(
      file,
      unknown.map(({ path, message }) => at(path, message)),
    );
  return { policy: parsed.data, document };
}
