import { describe, expect, test } from 'vitest';
import { detectInJson } from '../../../../shared/privacy/detect/detect-json.ts';
import { detectInText } from '../../../../shared/privacy/detect/detect-text.ts';
import { compileRules } from '../../../../shared/privacy/policy/custom-rules.ts';
import type { CustomRule } from '../../../../shared/privacy/policy/privacy-policy.ts';
import {
  DEFAULT_PRIVACY,
  mayReach,
  privacyPolicyOf,
} from '../../../../shared/privacy/policy/privacy-policy.ts';
import { PRIVACY_SECTION } from '../../../../shared/privacy/policy/privacy-section.ts';

const rule = (over: Partial<CustomRule>): CustomRule => ({
  name: 'badge',
  class: 'identity-number',
  example: 'badge B-123456',
  counterExample: 'badge B-12',
  ...over,
});
const BADGE = String.raw`\bB-\d{6}\b`;

function found(one: CustomRule, value: unknown): string[] {
  const { detectors, faults } = compileRules([one]);
  expect(faults).toEqual([]);
  return detectInJson(value, { rules: detectors }).map(
    ({ detector, path, start, end }) => `${detector} ${path} ${start}-${end}`,
  );
}

describe('a rule of a person', () => {
  test('finds its pattern everywhere, with offsets of the text, beyond the first plane, too', () => {
    expect(found(rule({ pattern: BADGE }), { a: ['😀 B-123456, B-654321'] })).toEqual([
      'rule:badge /a/0 3-11',
      'rule:badge /a/0 13-21',
    ]);
  });

  test('finds whatever stands under its key, however the name is written', () => {
    const key = rule({
      key: 'supplier.price',
      example: { supplier: { price: 4 } },
      counterExample: { price: 4 },
    });
    expect(found(key, { Supplier: { PRICE: '4 EUR' }, price: 4, supplier: { item: { price: 1 } } })).toEqual([
      'rule:badge /Supplier/PRICE 0-5',
    ]);
    const any = rule({
      key: 'supplier.*.price',
      example: { supplier: { x: { price: 4 } } },
      counterExample: { supplier: { price: 4 } },
    });
    expect(found(any, { supplier: { item: { price: 7 } } })).toEqual(['rule:badge /supplier/item/price 0-1']);
  });

  test('finds its pattern under its key only, when it has both', () => {
    const both = rule({
      key: 'badge',
      pattern: BADGE,
      example: 'B-123456',
      counterExample: { other: 'B-123456' },
    });
    expect(found(both, { badge: 'no. B-123456', note: 'B-123456' })).toEqual(['rule:badge /badge 4-12']);
  });

  test('finds what passes its check, and is certain of it', () => {
    const luhn = rule({
      pattern: String.raw`\d{10}`,
      check: 'luhn',
      example: '1234567897',
      counterExample: '1234567890',
    });
    const { detectors } = compileRules([luhn]);
    expect(detectInText('ids 1234567897 1234567890', { rules: detectors })).toMatchObject([
      { start: 4, end: 14, confidence: 'certain', detector: 'rule:badge' },
    ]);
  });

  test('works in forms and plain texts as in documents', () => {
    const { detectors } = compileRules([rule({ pattern: BADGE })]);
    expect(detectInText('badge=B-123456&x=1', { rules: detectors })).toHaveLength(1);
    expect(detectInText('his badge is B-123456.', { rules: detectors })).toHaveLength(1);
  });
});

describe('a faulty rule is told, and left out:', () => {
  test.each<[string, Partial<CustomRule>, string, RegExp]>([
    ['no name', { name: ' ', pattern: BADGE }, 'name', /has no name/],
    ['neither key nor pattern', {}, 'pattern', /neither a key nor a pattern/],
    ['a key that is no path', { key: 'a..b' }, 'key', /no path of names/],
    ['a pattern that cannot be read', { pattern: '(' }, 'pattern', /cannot be read.*missing/],
    ['a back-reference', { pattern: String.raw`(a)\1` }, 'pattern', /no backreference/],
    ['a look-ahead', { pattern: 'a(?=b)' }, 'pattern', /no look-ahead/],
    ['a pattern that matches nothing at all', { pattern: 'x*' }, 'pattern', /empty text/],
    ['a pattern that is endless', { pattern: 'a'.repeat(2000) }, 'pattern', /at most 1000/],
    [
      'an example without a match',
      { pattern: BADGE, example: 'B-1' },
      'example',
      /finds nothing in its example/,
    ],
    ['no example', { pattern: BADGE, example: undefined }, 'example', /Give an example/],
    [
      'a counter-example with a match',
      { pattern: BADGE, counterExample: 'B-654321' },
      'counterExample',
      /must find nothing/,
    ],
    [
      'a text as the counter-example of a key',
      { key: 'badge', example: 'x', counterExample: 'y' },
      'counterExample',
      /give a document with another key/,
    ],
  ])('%s', (_name, over, field, message) => {
    const { detectors, faults } = compileRules([rule(over)]);
    expect(detectors).toEqual([]);
    expect(faults).toMatchObject([{ index: 0, field, message: expect.stringMatching(message) as unknown }]);
  });

  test('a name that another rule has', () => {
    const { detectors, faults } = compileRules([rule({ pattern: BADGE }), rule({ pattern: BADGE })]);
    expect(detectors).toHaveLength(1);
    expect(faults).toMatchObject([{ index: 1, field: 'name' }]);
  });
});

describe('the privacy section', () => {
  test('leaves open what it does not say', () => {
    const section = PRIVACY_SECTION.parse({
      reach: { email: ['person', 'model'] },
      actions: { email: 'hash' },
    });
    const policy = privacyPolicyOf(section);
    expect(mayReach(policy, 'email', 'model')).toBe(true);
    expect(mayReach(policy, 'payment-card', 'person')).toBe(false);
    expect(policy.actions).toEqual({ ...DEFAULT_PRIVACY.actions, email: 'hash' });
  });

  test('lets no secret reach a model, a log or an export by default', () => {
    for (const recipient of ['model', 'logs', 'export'] as const) {
      for (const of of [
        'password',
        'payment-card',
        'credential',
        'business-confidential',
        'identity-number',
      ] as const) {
        expect(mayReach(DEFAULT_PRIVACY, of, recipient)).toBe(false);
      }
    }
  });

  test.each([
    [{ reach: { emails: [] } }],
    [{ reach: { email: ['robot'] } }],
    [{ actions: { email: 'burn' } }],
    [{ rule: [] }],
  ])('refuses what it does not know: %j', (section) => {
    expect(PRIVACY_SECTION.safeParse(section).success).toBe(false);
  });
});
