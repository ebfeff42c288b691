// A class that a component names and no style sheet has is a look that was lost, or a name that says nothing.

import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const RENDERER = path.join(import.meta.dirname, '../../../renderer');
const read = (file: string): string => readFileSync(path.join(RENDERER, file), 'utf8');

/** `sheet.class` of each class that a component takes from an imported module. */
function classesOf(component: string): { sheet: string; name: string }[] {
  const source = read(component);
  return [...source.matchAll(/^import (\w+) from '([^']+\.module\.css)';/gm)].flatMap(
    ([whole, variable = '', from = '']) => {
      const sheet = path.join(path.dirname(component), from);
      const uses = source.replace(whole, '').matchAll(new RegExp(`(?<![\\w.'/-])${variable}\\.(\\w+)`, 'g'));
      return [...uses].map(([, name = '']) => ({ sheet, name }));
    },
  );
}

describe('the style sheets', () => {
  const components = globSync('**/*.tsx', { cwd: RENDERER });
  const sheets = globSync('**/*.module.css', { cwd: RENDERER });

  test('have every class that a component names', () => {
    const lost = components.flatMap((component) =>
      classesOf(component)
        .filter(({ sheet, name }) => !new RegExp(`\\.${name}(?![\\w-])`).test(read(sheet)))
        .map(({ sheet, name }) => `${component}: .${name} is not in ${sheet}`),
    );
    expect(components.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  });

  test('are all used', () => {
    const used = new Set(
      globSync('**/*.{ts,tsx}', { cwd: RENDERER }).flatMap((file) =>
        [...read(file).matchAll(/from '([^']+\.module\.css)'/g)].map(([, from = '']) =>
          path.join(path.dirname(file), from),
        ),
      ),
    );
    expect(sheets.filter((sheet) => !used.has(sheet))).toEqual([]);
  });
});
