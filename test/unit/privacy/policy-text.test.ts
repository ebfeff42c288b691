// The privacy section of a policy file: what is wrong is said with its line, what is not ours is kept.

import { describe, expect, test } from 'vitest';
import { readPrivacyText, writePrivacyText } from '../../../shared/privacy/policy-text.ts';

describe('a text', () => {
  test.each<[string, string]>([
    ['is empty', ''],
    ['says nothing of privacy', 'keyhole: 1\ntarget: https://x.example\n'],
    ['has an empty section', 'keyhole: 1\nprivacy:\n'],
  ])('that %s has an empty section', (_name, text) => {
    expect(readPrivacyText(text)).toEqual({ section: {}, faults: [] });
  });

  test.each<[string, string, { line: number; place: string; message: RegExp }]>([
    ['is no YAML', 'keyhole: 1\nprivacy: [', { line: 2, place: '', message: /Correct the YAML/ }],
    ['is no policy', 'name: x\n', { line: 1, place: '', message: /no "keyhole: 1"/ }],
    ['is a list', '- a\n', { line: 1, place: '', message: /no policy of Keyhole/ }],
    [
      'names a class that is none',
      'keyhole: 1\nprivacy:\n  reach:\n    emails: [person]\n',
      { line: 4, place: 'privacy.reach', message: /./ },
    ],
    [
      'names a recipient that is none',
      'keyhole: 1\nprivacy:\n  reach:\n    email:\n      - everybody\n',
      { line: 5, place: 'privacy.reach.email.0', message: /person/ },
    ],
  ])('that %s is refused with its place', (_name, text, { line, place, message }) => {
    const { faults, section } = readPrivacyText(text);
    expect(section).toBeUndefined();
    expect(faults[0]?.message).toMatch(message);
    expect(faults[0]?.place.startsWith(place)).toBe(true);
    if (place.includes('.0')) expect(faults[0]?.line).toBe(line);
  });

  test('that multiplies itself is refused, not expanded', () => {
    const bomb = `keyhole: 1\na: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, index) => {
      const name = String.fromCharCode(98 + index);
      const before = String.fromCharCode(97 + index);
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`;
    }).join('\n')}\n`;
    expect(readPrivacyText(bomb).faults.length).toBe(1);
  });
});

test('what is written can be read, and everything else is kept', () => {
  const section = {
    actions: { email: 'hash' },
    rules: [{ name: 'r', class: 'token', key: 'a.b', example: { a: { b: 'x' } }, counterExample: '' }],
  } as const;
  const copy = structuredClone(section) as unknown as Parameters<typeof writePrivacyText>[0];
  const fresh = writePrivacyText(copy);
  expect(fresh).toMatch(/^keyhole: 1\n/);
  expect(readPrivacyText(fresh).section).toEqual(section);
  const before = '# who may what\nkeyhole: 1 # version\nidentities:\n  alice: { source: sign-in }\n';
  const written = writePrivacyText(copy, before);
  for (const line of before.trimEnd().split('\n')) expect(written).toContain(line.trim());
  expect(readPrivacyText(written).section).toEqual(section);
});
