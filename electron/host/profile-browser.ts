// The browser that can be given profiles: one of the Chromium family, which takes a folder for them on its command line.

import type { ProfileBrowser } from '../engine/identities/browser-profiles.ts';
import { findBrowser, hasDisplay, isRoot } from '../launch/browsers.mjs';

/**
 * The first Chromium-family browser of this machine, if it can show a window. One that is named by `KEYHOLE_CHROMIUM` is
 * taken as it is: whoever names it knows how it shows itself. `KEYHOLE_BROWSER=none` means none.
 */
export function profileBrowser(env: NodeJS.ProcessEnv = process.env): ProfileBrowser {
  const program = env['KEYHOLE_BROWSER'] === 'none' ? undefined : findBrowser(env);
  if (program === undefined) return { kind: 'no-browser' };
  if (program === env['KEYHOLE_CHROMIUM']) return { kind: 'found', program };
  if (!hasDisplay(env)) return { kind: 'no-display' };
  // Only without its sandbox would it start, and the pages are those of servers that nobody trusts.
  return isRoot() ? { kind: 'as-root' } : { kind: 'found', program };
}
