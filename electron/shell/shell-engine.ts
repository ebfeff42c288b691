import path from 'node:path';
import { app } from 'electron';
import type { Engine } from '../engine/engine.ts';
import { lazyEngine } from '../host/lazy-engine.ts';
import { openExternal } from './open-external.ts';
import { profileBrowser } from '../host/profile-browser.ts';
import { packageVersion } from './places.ts';
import { systemVault } from './secret-protection.ts';

/** For the Home screen, where the system's store is missing or protects nothing. */
const UNPROTECTED =
  'This system has no protected store for secrets. Keyhole keeps them in memory and forgets them when it ends.';

/** The engine of the window. Loaded at the page's first call, so that the window is on screen before it. */
export function shellEngine(): Engine {
  return lazyEngine(async () => {
    const [{ createEngine }, vault] = await Promise.all([import('../engine/engine.ts'), systemVault()]);
    const encryptedSecrets = vault !== undefined;
    return createEngine({
      dataDir: path.join(app.getPath('userData'), 'sessions'),
      openExternal,
      findBrowser: profileBrowser,
      // A file is saved by way of a download, for which Electron asks with the system's own dialog.
      capabilities: { host: 'electron', encryptedSecrets, nativeDialogs: true, deepLinks: false },
      version: packageVersion(),
      ...(vault ? { vault } : { notice: UNPROTECTED }),
    });
  });
}
