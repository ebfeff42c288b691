// The privacy policy as the text of a `*.keyhole.yaml` file. Only its `privacy` section is read and written here; what
// else stands in the file, and every comment, is kept.

import { Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { PrivacySection } from './policy/privacy-policy.ts';
import { PRIVACY_SECTION } from './policy/privacy-section.ts';

/** What is wrong with a file, for who wrote it. Lines and columns count from 1. */
export interface PolicyTextFault {
  readonly line: number;
  readonly column: number;
  /** Where in the document, e.g. `privacy.reach.email`. */
  readonly place: string;
  readonly message: string;
}

/** A file as it was read; without a section when something is wrong with it. */
export type ReadPrivacyText =
  | { readonly section: PrivacySection; readonly faults: readonly [] }
  | { readonly section?: never; readonly faults: readonly PolicyTextFault[] };

/** Longer texts are no policy that somebody wrote. */
const LONGEST = 1024 * 1024;

/** Reads the `privacy` section. A file without one says nothing of privacy, which is in order. */
export function readPrivacyText(text: string): ReadPrivacyText {
  const lines = new LineCounter();
  const at = (offset: number | undefined, place: string, message: string): PolicyTextFault => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col), place, message };
  };
  if (text.length > LONGEST) {
    return { faults: [at(0, '', 'This is too long for a policy. Choose a .keyhole.yaml file.')] };
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      faults: document.errors.map((error) =>
        at(error.pos[0], '', `${error.message}. Correct the YAML here.`),
      ),
    };
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return { faults: [at(0, '', error instanceof Error ? error.message : String(error))] };
  }
  if (content === null || content === undefined) return { section: {}, faults: [] };
  if (typeof content !== 'object' || Array.isArray(content) || !('keyhole' in content)) {
    const message =
      'This is no policy of Keyhole: it has no "keyhole: 1" at its top. Add that line, or choose another file.';
    return { faults: [at(0, '', message)] };
  }
  const parsed = PRIVACY_SECTION.safeParse('privacy' in content ? (content.privacy ?? {}) : {});
  if (parsed.success) return { section: parsed.data, faults: [] };
  return {
    faults: parsed.error.issues.map((issue) => {
      const path = ['privacy', ...issue.path];
      return at(offsetOf(document, path), path.map(String).join('.'), `${issue.message}.`);
    }),
  };
}

/** Where the node at a path begins, or the nearest one above it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0];
  }
  return undefined;
}

/** Writes the section into the text of a file, or into a fresh one. The text must be one that can be read. */
export function writePrivacyText(section: PrivacySection, before = ''): string {
  const document = before.trim() === '' ? new Document({ keyhole: 1 }) : parseDocument(before);
  document.setIn(['privacy'], document.createNode(JSON.parse(JSON.stringify(section))));
  return document.toString({ lineWidth: 110 });
}
