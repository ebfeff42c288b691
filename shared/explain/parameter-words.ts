import type { Source } from '../rules/rule.ts';
import type { McpSection } from './explanation.ts';

/** What a table of parameters says of one. */
export interface ParameterWords {
  readonly summary: string;
  readonly sources: readonly Source[];
  readonly mcp?: readonly McpSection[];
  /** Sentences about the value at hand. */
  readonly details?: (value: unknown) => readonly string[];
}
