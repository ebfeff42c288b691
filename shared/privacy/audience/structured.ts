// A tool may answer twice: in structured content and, for clients that do not read it, in text. What stands in one and
// not in the other reaches some hosts only, and is overlooked by whoever reviews the other.

import { isJsonObject, readJson } from '../../protocol/json.ts';
import { pointerStep } from '../../protocol/json-pointer.ts';
import type { Block } from './blocks.ts';

/** One value of the structured content or of its text, with where it stands. */
export interface LoneValue {
  /** JSON pointer within the message; of a value in a text, of the text. */
  readonly path: string;
  /** Where it stands within the JSON of the text; '' for the structured content, whose `path` says it all. */
  readonly inside: string;
}

/** Sentences are searched for each value; both are bounded, so that a result of many megabytes costs no more than to read it. */
const PROSE_SEARCHED = 64 * 1024;
const VALUES_SEARCHED = 2000;

/** How structured content and the texts beside it differ. */
export interface StructuredComparison {
  /** Pointer of a text that holds JSON, as the specification asks for; absent when none does. */
  readonly fallback?: string;
  /** Values of the structured content that no text shows. */
  readonly onlyStructured: readonly LoneValue[];
  /** Values of the JSON text that the structured content does not hold. */
  readonly onlyText: readonly LoneValue[];
  /** There was more than could be compared: a value that is said to be missing may stand further on. */
  readonly cut: boolean;
}

interface Leaf {
  readonly path: string;
  readonly value: string | number | boolean;
}

/** The texts, numbers and truths of a value. Iterative, so that depth cannot overflow. */
function leavesOf(root: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const stack: { path: string; value: unknown }[] = [{ path: '', value: root }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { path, value } = next;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      if (value !== '') leaves.push({ path, value });
    } else if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index -= 1)
        stack.push({ path: `${path}${pointerStep(index)}`, value: value[index] });
    } else if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value).toReversed())
        stack.push({ path: `${path}${pointerStep(name)}`, value: member });
    }
  }
  return leaves;
}

const textOf = (block: Block): { readonly path: string; readonly text: string }[] =>
  block.fields.flatMap((field) => (field.kind === 'text' ? [{ path: field.path, text: field.text }] : []));

/** A JSON document in a text; plain sentences are none. */
function documentIn(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const read = readJson(text);
  return 'value' in read ? read.value : undefined;
}

/**
 * Compares the structured content of a result with its texts; `undefined` when there is none, or nothing beside it.
 * @see MCP 2026-07-28, server/tools, "Structured Content"
 */
export function compareStructured(blocks: readonly Block[]): StructuredComparison | undefined {
  const structured = blocks.find(({ kind }) => kind === 'structured');
  const value = structured?.fields[0]?.kind === 'json' ? structured.fields[0].value : undefined;
  if (!structured || value === undefined) return undefined;
  const texts = blocks
    .filter((block) => block.source === 'tool-result' && block.kind !== 'structured')
    .flatMap(textOf);
  const read = texts.map(({ path, text }) => ({ path, text, document: documentIn(text) }));
  const documents = read.flatMap(({ path, document }) =>
    document === undefined ? [] : [{ path, leaves: leavesOf(document) }],
  );
  const prose = read
    .filter(({ document }) => document === undefined)
    .map(({ text }) => text)
    .join('\n');
  const inStructured = leavesOf(value);
  // A value counts as shown wherever it stands: a sentence says the same as a member.
  const shown = new Set<unknown>(documents.flatMap(({ leaves }) => leaves.map(({ value }) => value)));
  const missing = inStructured.filter(({ value }) => !shown.has(value));
  const searched = prose.slice(0, PROSE_SEARCHED);
  const onlyStructured = missing
    .slice(0, VALUES_SEARCHED)
    // No sentence says "true": without JSON beside it, nothing is said of a truth.
    .filter(({ value }) =>
      typeof value === 'boolean' ? documents.length > 0 : !searched.includes(String(value)),
    );
  const held = new Set<unknown>(inStructured.map((leaf) => leaf.value));
  return {
    ...(documents[0] === undefined ? {} : { fallback: documents[0].path }),
    onlyStructured: onlyStructured.map(({ path }) => ({ path: `${structured.path}${path}`, inside: '' })),
    onlyText: documents.flatMap(({ path, leaves }) =>
      leaves.filter((leaf) => !held.has(leaf.value)).map((leaf) => ({ path, inside: leaf.path })),
    ),
    cut: missing.length > VALUES_SEARCHED || prose.length > PROSE_SEARCHED,
  };
}
