import { Menu, type MenuItemConstructorOptions } from 'electron';
import { openExternal } from './open-external.ts';

const SPECIFICATION = 'https://modelcontextprotocol.io/specification/draft/basic/authorization';

/** The application's menu. Only the system's usual keys: plain letters and Ctrl+K belong to the page. */
export function setupMenu(): void {
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
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
