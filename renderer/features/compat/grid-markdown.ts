import { CELLS, cellKey, WAYS, type CompatCell } from '../../../shared/compat/cell.ts';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { ruleById } from '../../../shared/rules/catalogue.ts';

const plain = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

/** The grid as a Markdown table, and below it why a cell is what it is: for an issue or a pull request. */
export function gridMarkdown(target: string, cells: Readonly<Record<string, CompatCell>>): string {
  const word = (key: string) => {
    const cell = cells[key];
    if (!cell) return '';
    return cell.outcome === 'works' && cell.errors.length > 0
      ? `works, with errors`
      : cell.outcome.replace('-', ' ');
  };
  const head = [
    `| ${['', ...REVISIONS].join(' | ')} |`,
    `| ${['', ...REVISIONS].map(() => '---').join(' | ')} |`,
  ];
  const rows = WAYS.map(
    (registration) =>
      `| ${[registration, ...REVISIONS.map((revision) => word(cellKey({ revision, registration })))].join(' | ')} |`,
  );
  const remarks = CELLS.flatMap((name) => {
    const cell = cells[cellKey(name)];
    if (!cell) return [];
    const rules = [cell.ruleId, ...(cell.outcome === 'works' ? cell.errors : [])]
      .filter((id) => id !== null)
      .map((id) => `\`${id}\` (${ruleById(id)?.sources[0]?.label ?? ''})`);
    const said = [cell.message ?? '', ...rules].filter((text) => text !== '').map(plain);
    return said.length === 0 ? [] : [`- ${cellKey(name)}: ${said.join(' ')}`];
  });
  return [`Compatibility of ${target}`, '', ...head, ...rows, '', ...remarks, ''].join('\n');
}
