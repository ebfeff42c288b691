import { z } from 'zod';
import { answer } from './result.ts';
import { READS, defineTool } from './tool.ts';
import type { ShopTool } from './tool.ts';

/** As many read-only tools for signed-in people as a measurement wants; each answers differently for each caller. */
export function createFigureTools(count: number): readonly ShopTool[] {
  return Array.from({ length: count }, (_, index) => {
    const figure = index + 1;
    return defineTool({
      name: `get_figure_${String(figure).padStart(3, '0')}`,
      title: `Figure ${String(figure)}`,
      description: `Reads figure ${String(figure)} of your account.`,
      level: 'login',
      scope: 'orders:read',
      inputSchema: NOTHING,
      annotations: READS,
      run: ({ caller }) =>
        answer(`Figure ${String(figure)} is read.`, { figure, of: caller?.subject ?? 'nobody' }),
    });
  });
}

const NOTHING = z.object({});
