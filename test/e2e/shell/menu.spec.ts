// The window's own menu: what it asks of the page, and a trace chosen by the system's dialog.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { call, expect, test } from './fixtures.ts';
import type { ShellUnderTest } from './shell-under-test.ts';

/** Chooses an item of the File menu, as a person with a mouse does. */
async function choose(shell: ShellUnderTest, label: string): Promise<void> {
  await shell.evaluate(({ Menu }, wanted) => {
    const file = Menu.getApplicationMenu()?.items.find((item) => item.label === 'File');
    const list: unknown = file?.submenu;
    const items = (Array.isArray(list) ? list : (list as { items: unknown[] }).items) as {
      label?: string;
      click?: () => void;
    }[];
    items.find((item) => item.label === wanted)?.click?.();
  }, label);
}

test('a trace chosen in the dialog is shown, saved again by the menu, and left for a new session', async ({
  shell,
}) => {
  const lab = await call(shell.page, 'lab.start', {});
  const target = lab.variants.find(({ id }) => id === 'open')?.url ?? '';
  const { session } = await call(shell.page, 'session.open', { target, settings: { grant: 'none' } });
  await call(shell.page, 'session.step', { session, until: { kind: 'end' } });
  const { text } = await call(shell.page, 'trace.export', { session });
  const file = path.join(shell.dataDir, 'from-a-colleague.keyhole');
  await writeFile(file, text);
  await shell.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, {
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [chosen] }),
    });
  }, file);

  await choose(shell, 'Open Trace…');
  await expect(shell.page.getByRole('textbox', { name: 'URL of the MCP server' })).toHaveValue(target);
  await expect(shell.page).toHaveTitle(/^Flow/);

  const download = shell.page.waitForEvent('download');
  await choose(shell, 'Save Trace…');
  expect((await download).suggestedFilename()).toMatch(/\.keyhole$/);

  await choose(shell, 'New Session');
  await expect(shell.page).toHaveTitle(/^Home/);
  await call(shell.page, 'lab.stop', {});
});
