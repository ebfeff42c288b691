// Handing an address to the person's own browser. Sign-in pages open there, never in our window.

import { spawn } from 'node:child_process';

type Command = readonly [program: string, ...args: string[]];

/**
 * Opens an http or https URL in the system browser. Rejects with a sentence when there is none to open;
 * `KEYHOLE_BROWSER` names a program to use instead, or `none`.
 */
export async function openExternal(url: string): Promise<void> {
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new Error(`Keyhole opens http and https addresses in the browser, not ${protocol}`);
  }
  for (const command of commands(href)) {
    if (await started(command)) return;
  }
  throw new Error(
    'No browser could be opened here. Open the address yourself, or copy it to another machine.',
  );
}

function commands(url: string): readonly Command[] {
  const named = process.env['KEYHOLE_BROWSER'];
  if (named === 'none') return [];
  if (named) return [[named, url]];
  if (process.platform === 'darwin') return [['open', url]];
  // Not `start`: that would go through a shell, and a URL may hold its metacharacters.
  if (process.platform === 'win32') return [['rundll32', 'url.dll,FileProtocolHandler', url]];
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return [];
  return [
    ['xdg-open', url],
    ['x-www-browser', url],
    ['sensible-browser', url],
  ];
}

/** Whether the program could be started. What it does afterwards is not ours to wait for. */
function started([program, ...args]: Command): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
