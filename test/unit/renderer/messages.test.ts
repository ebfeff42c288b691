import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { i18n, systemLanguage } from '../../../renderer/i18n/i18n.ts';
import { whenText } from '../../../renderer/i18n/when.ts';

const renderer = path.join(import.meta.dirname, '../../../renderer');

/** Every file that registers messages, found and not listed: a new room cannot be forgotten. */
const files = globSync('**/*.{ts,tsx}', { cwd: renderer })
  .map((file) => path.join(renderer, file))
  .filter((file) => /= defineMessages\(/.test(readFileSync(file, 'utf8')));

/** The namespaces that a file registers, as it writes them. */
const namespacesOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/= defineMessages\(\s*'([\w-]+)'/g)].map(([, name = '']) => name);

function leaves(tree: object, place = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[`${place}${key}`, value]] : leaves(value as object, `${place}${key}.`),
  );
}

const marks = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).toSorted((a, b) => a.localeCompare(b));

/** Words that are the same in both languages: those of protocols, names, and examples of what to type. */
const NOT_TRANSLATED = new Set(
  [
    'MCP|Keyhole|English|Bob|Luhn|IBAN|JSON|URL|URI|Issuer|_meta|https://shop.example/mcp',
    'Scope|Scopes|403 scope|HTTP 401|HTTP 403|HTTP 403 insufficient_scope',
    'MUST, MUST NOT|SHOULD, SHOULD NOT|MAY|{{at}} of {{count}}|{{done}} of {{planned}}',
  ].flatMap((words) => words.split('|')),
);

describe('the messages', () => {
  beforeAll(() => Promise.all(files.map((file) => import(file) as Promise<unknown>)));

  it('are found in every file that has some', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => namespacesOf(file).length === 0)).toEqual([]);
    const namespaces = files.flatMap(namespacesOf);
    expect(new Set(namespaces).size).toBe(namespaces.length);
    expect(namespaces).toContain('roles');
    expect(Object.keys(i18n.getDataByLanguage('en') ?? {}).toSorted()).toEqual(namespaces.toSorted());
  });

  describe.each(files.flatMap(namespacesOf))('of %s', (namespace) => {
    const inLanguage = (language: string) => leaves(i18n.getResourceBundle(language, namespace) as object);

    it('have the same keys in both languages, in the same order', () => {
      const keys = inLanguage('en').map(([key]) => key);
      expect(keys.length).toBeGreaterThan(0);
      expect(inLanguage('zh-CN').map(([key]) => key)).toEqual(keys);
    });

    it('are empty in both languages or in none', () => {
      const empty = (language: string) =>
        inLanguage(language).flatMap(([key, text]) => (text.trim() === '' ? [key] : []));
      expect(empty('zh-CN')).toEqual(empty('en'));
    });

    it('fill the same values in both languages', () => {
      const chinese = new Map(inLanguage('zh-CN'));
      for (const [key, text] of inLanguage('en'))
        expect([key, marks(chinese.get(key) ?? '')]).toEqual([key, marks(text)]);
    });

    it('have both forms of a plural, and fill its count', () => {
      const english = new Map(inLanguage('en'));
      for (const key of english.keys()) {
        const stem = /^(.*)_(?:one|other)$/.exec(key)?.[1];
        if (stem === undefined) continue;
        expect([stem, english.has(`${stem}_one`), english.has(`${stem}_other`)]).toEqual([stem, true, true]);
      }
    });

    it('are translated', () => {
      const english = new Map(inLanguage('en'));
      const left = inLanguage('zh-CN').filter(([key, text]) => {
        const original = english.get(key) ?? '';
        return (
          /[a-z]{2}/i.test(original.replaceAll(/\{\{\w+\}\}/g, '')) &&
          !/\p{Script=Han}/u.test(text) &&
          !NOT_TRANSLATED.has(original)
        );
      });
      expect(left).toEqual([]);
    });
  });

  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['zh'], 'zh-CN'],
    [['de-DE', 'en-GB', 'zh-CN'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('follow a system that prefers %j to %s', (preferred, language) => {
    expect(systemLanguage(preferred)).toBe(language);
  });

  it('tell a moment of today as passed time and an older one as a date', () => {
    const now = Date.UTC(2026, 6, 28, 12);
    expect(whenText(now - 30_000, now, 'en')).toBe('now');
    expect(whenText(now - 5 * 60_000, now, 'en')).toBe('5 minutes ago');
    expect(whenText(now - 3 * 3_600_000, now, 'en')).toBe('3 hours ago');
    expect(whenText(now - 3 * 86_400_000, now, 'en')).toContain('2026');
  });
});
