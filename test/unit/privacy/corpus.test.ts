import { describe, expect, test } from 'vitest';
import { detectInText } from '../../../shared/privacy/detect/detect-text.ts';
import { SENSITIVE_CLASSES } from '../../../shared/privacy/detect/detection.ts';
import { corpus, HELD_OUT_SEED, SEED } from '../../fixtures/privacy/corpus.ts';
import { judgeCorpus } from '../../fixtures/privacy/judge-corpus.ts';

const LEAST_RECALL = 0.98;
const MOST_ALARMS = 0.002;

/** One class must not hide behind the others. */
const LEAST_RECALL_OF_A_CLASS = 0.95;

describe.each([
  ['the corpus', SEED],
  ['a seed that nobody looked at', HELD_OUT_SEED],
])('%s', (_name, seed) => {
  const samples = corpus(seed);
  const result = judgeCorpus(samples, ({ text, options }) => detectInText(text, options));
  const notes = result.notes.slice(0, 40).join('\n');

  test('has at least 600 positives, some of every class, and 2,000 negatives', () => {
    expect(result.planted).toBeGreaterThanOrEqual(600);
    expect(result.negatives).toBeGreaterThanOrEqual(2000);
    for (const of of SENSITIVE_CLASSES) expect(result.byClass.get(of)?.planted ?? 0, of).toBeGreaterThan(20);
  });

  test('is found: at least 98% of what is sensitive', () => {
    expect(result.found / result.planted, notes).toBeGreaterThanOrEqual(LEAST_RECALL);
  });

  test.each(SENSITIVE_CLASSES)('is found: at least 95% of %s', (of) => {
    const { planted, found } = result.byClass.get(of) ?? { planted: 0, found: 0 };
    expect(found / planted, notes).toBeGreaterThanOrEqual(LEAST_RECALL_OF_A_CLASS);
  });

  test('is left alone where nothing is sensitive: at most 0.2% false alarms', () => {
    expect(result.alarms / result.negatives, notes).toBeLessThanOrEqual(MOST_ALARMS);
    expect(result.strays / samples.length, notes).toBeLessThanOrEqual(MOST_ALARMS);
  });
});
