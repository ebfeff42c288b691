// A person's own rules, made ready to run. Patterns are RE2: they know no backreference and no look-around, so that none
// takes longer than in proportion to the text, whoever wrote it.

import { RE2JS, RE2JSException } from 're2js';
import { isIban } from '../checks/iban.ts';
import { isChinaId } from '../checks/identity-numbers.ts';
import { passesLuhn } from '../checks/luhn.ts';
import { detectInJson } from '../detect/detect-json.ts';
import type { CustomDetector } from '../detect/detect-options.ts';
import { assertNever } from '../../protocol/assert-never.ts';
import type { CustomRule } from './privacy-policy.ts';

/** What is wrong with a rule, for the person who wrote it. */
export interface RuleFault {
  /** Place of the rule in its list, from 0. */
  readonly index: number;
  readonly field: 'name' | 'key' | 'pattern' | 'check' | 'example' | 'counterExample';
  /** One sentence: what is wrong and what to do. */
  readonly message: string;
}

type Finder = NonNullable<CustomDetector['find']>;

const LONGEST_NAME = 60;
const LONGEST_PATTERN = 1000;
const LONGEST_KEY = 200;

function passes(check: NonNullable<CustomRule['check']>, text: string): boolean {
  const bare = text.replaceAll(/[\s-]/g, '');
  switch (check) {
    case 'luhn':
      return /^\d{8,}$/.test(bare) && passesLuhn(bare);
    case 'iban':
      return isIban(bare.toUpperCase());
    case 'china-id':
      return /^\d{17}[\dXx]$/.test(bare) && isChinaId(bare);
    default:
      return assertNever(check);
  }
}

/** Names as they are compared: `cost_price`, `costPrice` and `Cost Price` are one. */
function bareName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}

function keyMatcher(key: string): (names: readonly string[]) => boolean {
  const steps = key.split('.').map(bareName);
  return (names) =>
    names.length >= steps.length &&
    steps.every(
      (step, index) => step === '*' || step === bareName(names[names.length - steps.length + index] ?? ''),
    );
}

function patternFinder(pattern: RE2JS): Finder {
  return (text) => {
    const spans: (readonly [number, number])[] = [];
    const matcher = pattern.matcher(text);
    while (matcher.find()) if (matcher.end() > matcher.start()) spans.push([matcher.start(), matcher.end()]);
    return spans;
  };
}

const HOW_TO_WRITE =
  'Patterns are RE2, so that no text can make them slow: no backreference (\\1), no look-ahead or look-behind.';

function readPattern(source: string): { readonly pattern: RE2JS } | { readonly message: string } {
  if (source.length > LONGEST_PATTERN) {
    return {
      message: `The pattern has ${source.length} characters; write it in at most ${LONGEST_PATTERN}.`,
    };
  }
  try {
    const pattern = RE2JS.compile(source);
    if (pattern.matcher('').matches()) {
      return {
        message:
          'The pattern matches an empty text, so it would match everywhere. Make a part of it required.',
      };
    }
    return { pattern };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { message: `The pattern cannot be read: ${error.message}. ${HOW_TO_WRITE}` };
  }
}

/** Whether a rule finds something in an example: a text, or a document. */
function finds(detector: CustomDetector, example: unknown): boolean {
  if (typeof example === 'string') return (detector.find?.(example) ?? [[0, example.length]]).length > 0;
  return detectInJson(example, { rules: [detector] }).some(
    ({ detector: by }) => by === `rule:${detector.name}`,
  );
}

class RuleReader {
  readonly faults: RuleFault[] = [];
  readonly #index: number;
  readonly #rule: CustomRule;

  constructor(index: number, rule: CustomRule) {
    this.#index = index;
    this.#rule = rule;
  }

  #fault(field: RuleFault['field'], message: string): void {
    this.faults.push({ index: this.#index, field, message });
  }

  read(taken: ReadonlySet<string>): CustomDetector {
    const { name, key, pattern, check } = this.#rule;
    if (name.trim() === '')
      this.#fault('name', 'The rule has no name. Name it, so that a report can say what found something.');
    else if (name.length > LONGEST_NAME)
      this.#fault('name', `The name is longer than ${LONGEST_NAME} characters. Shorten it.`);
    else if (taken.has(name))
      this.#fault('name', `Another rule is named "${name}". Give each a name of its own.`);
    if (key === undefined && pattern === undefined) {
      this.#fault('pattern', 'The rule says neither a key nor a pattern. Give it one of them.');
    }
    if (
      key !== undefined &&
      (key.length > LONGEST_KEY || key.split('.').some((step) => bareName(step) === ''))
    ) {
      this.#fault(
        'key',
        `"${key.slice(0, 40)}" is no path of names. Write names with dots between, like supplier.price; * is any one name.`,
      );
    }
    const read = pattern === undefined ? undefined : readPattern(pattern);
    if (read !== undefined && 'message' in read) this.#fault('pattern', read.message);
    const plain: Finder | undefined =
      read !== undefined && 'pattern' in read ? patternFinder(read.pattern) : undefined;
    const whole: Finder = (text) => [[0, text.length]];
    const find: Finder | undefined =
      check === undefined
        ? plain
        : (text) => (plain ?? whole)(text).filter(([start, end]) => passes(check, text.slice(start, end)));
    return {
      name,
      class: this.#rule.class,
      confidence: check === undefined ? 'likely' : 'certain',
      ...(key === undefined ? {} : { appliesTo: keyMatcher(key) }),
      ...(find === undefined ? {} : { find }),
    };
  }

  /** A rule that was never seen to match, and never seen to refuse, is a guess. */
  tryExamples(detector: CustomDetector): void {
    const { example, counterExample, key } = this.#rule;
    if (example === undefined) this.#fault('example', 'Give an example in which the rule finds something.');
    else if (!finds(detector, example)) {
      this.#fault('example', 'The rule finds nothing in its example. Correct the rule or the example.');
    }
    if (counterExample === undefined) {
      this.#fault(
        'counterExample',
        'Give an example in which the rule finds nothing, though it looks alike.',
      );
    } else if (finds(detector, counterExample)) {
      const hint =
        key !== undefined && typeof counterExample === 'string'
          ? ' A text stands for a value under the key; give a document with another key.'
          : '';
      this.#fault(
        'counterExample',
        `The rule finds something where it must find nothing.${hint} Narrow it, or correct the example.`,
      );
    }
  }
}

/** Makes rules ready to run, and tries each on its examples. Rules with a fault are left out. */
export function compileRules(rules: readonly CustomRule[]): {
  readonly detectors: readonly CustomDetector[];
  readonly faults: readonly RuleFault[];
} {
  const detectors: CustomDetector[] = [];
  const faults: RuleFault[] = [];
  const taken = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const reader = new RuleReader(index, rule);
    const detector = reader.read(taken);
    if (reader.faults.length === 0) reader.tryExamples(detector);
    taken.add(rule.name);
    faults.push(...reader.faults);
    if (reader.faults.length === 0) detectors.push(detector);
  }
  return { detectors, faults };
}
