// What a caller may know of a text that the text itself does not say.

import type { Confidence, SensitiveClass } from './detection.ts';

/** Grammars that a text may be written in. */
export const TEXT_CONTEXTS = ['json-rpc', 'form', 'header', 'url', 'jwt', 'text'] as const;
export type TextContext = (typeof TEXT_CONTEXTS)[number];

/** A person's own rule, ready to run; `compileRules` makes them. */
export interface CustomDetector {
  readonly name: string;
  readonly class: SensitiveClass;
  readonly confidence: Confidence;
  /** True for values that stand under these member names, outermost first; absent: everywhere. */
  readonly appliesTo?: (names: readonly string[]) => boolean;
  /** The spans it claims in a text; absent: the whole of it. */
  readonly find?: (text: string) => readonly (readonly [start: number, end: number])[];
}

/** How to look. */
export interface DetectOptions {
  /** The grammar of the text, when it is known; else it is found out. */
  readonly context?: TextContext;
  /** Name of the header line whose value the text is. */
  readonly header?: string;
  /** Name of the member that the value stands under. */
  readonly key?: string;
  /** JSON pointer of the value in a larger document: begins every path. */
  readonly path?: string;
  readonly rules?: readonly CustomDetector[];
  /**
   * Secrets that were masked before (`⟦password A⟧`) are passed over, or reported as what their mask says: a saved trace
   * holds nothing else of a password.
   */
  readonly masks?: 'skip' | 'report';
}
