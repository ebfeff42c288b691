import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Notice } from '../../shared/contract.ts';
import { openExternal } from './open-external.ts';

const SPECIFICATION = 'https://modelcontextprotocol.io/specification/draft/basic/authorization';

type MenuNotice = Extract<Notice, { topic: 'menu' }>;

/** What the menu needs of the rest of the shell. */
export interface MenuPorts {
  /** Asks the page for an action of its own. */
  readonly tell: (notice: MenuNotice) => void;
  /** Lets the person choose a trace and shows it. */
  readonly openTrace: () => void;
}

/** The application's menu. Only the system's usual keys: plain letters and Ctrl+K belong to the page. */
export function setupMenu({ tell, openTrace }: MenuPorts): void {
  const item = (label: string, key: string, click: () => void): MenuItemConstructorOptions => ({
    label,
    accelerator: `CommandOrControl+${key}`,
    click,
  });
  const mac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        item('New Session', 'N', () => tell({ topic: 'menu', action: 'go.home' })),
        item('Open Trace…', 'O', openTrace),
        item('Save Trace…', 'S', () => tell({ topic: 'menu', action: 'app.save-trace' })),
        { type: 'separator' },
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        {
          label: 'MCP authorization specification',
          click: () => void openExternal(SPECIFICATION).catch(() => {}),
        },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
