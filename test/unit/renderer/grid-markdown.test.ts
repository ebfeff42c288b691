import { expect, test } from 'vitest';
import { gridMarkdown } from '../../../renderer/features/compat/grid-markdown.ts';
import { bareCell, cellKey, type CompatCell } from '../../../shared/compat/cell.ts';

const grid = (...cells: readonly CompatCell[]) =>
  Object.fromEntries(cells.map((cell) => [cellKey(cell), cell]));

test('the grid is a Markdown table; below it stands why a cell is what it is, with the clause', () => {
  const text = gridMarkdown(
    'https://shop.example/mcp',
    grid(
      bareCell(
        { revision: '2026-07-28', registration: 'dcr' },
        {
          outcome: 'refused',
          message: 'The metadata names another issuer | than expected.',
          ruleId: 'server-metadata/issuer-matches',
        },
      ),
      bareCell({ revision: '2025-11-25', registration: 'dcr' }, { outcome: 'works', message: null }),
      bareCell(
        { revision: '2025-06-18', registration: 'dcr' },
        { outcome: 'works', message: null, errors: ['token/no-store'] },
      ),
      bareCell(
        { revision: '2025-03-26', registration: 'cimd' },
        { outcome: 'not-offered', message: 'Unknown.' },
      ),
    ),
  );
  expect(text).toBe(`Compatibility of https://shop.example/mcp

|  | 2025-03-26 | 2025-06-18 | 2025-11-25 | 2026-07-28 |
| --- | --- | --- | --- | --- |
| preregistered |  |  |  |  |
| cimd | not offered |  |  |  |
| dcr |  | works, with errors | works | refused |

- cimd 2025-03-26: Unknown.
- dcr 2025-06-18: \`token/no-store\` (RFC 6749 §5.1)
- dcr 2026-07-28: The metadata names another issuer \\| than expected. \`server-metadata/issuer-matches\` (RFC 8414 §3.3)
`);
});
