// Where saved sessions lie on this machine, for the hosts that have no Electron to ask.

import { homedir } from 'node:os';
import path from 'node:path';

/** The folder for Keyhole's data: `KEYHOLE_DATA_DIR`, or the platform's usual place. It may not exist yet. */
export function dataDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const named = env['KEYHOLE_DATA_DIR'];
  if (named) return path.resolve(named);
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Keyhole');
  if (platform === 'win32') {
    return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'Keyhole');
  }
  // Relative values must be ignored, says the XDG base directory specification.
  const base = env['XDG_DATA_HOME'];
  return path.join(base && path.isAbsolute(base) ? base : path.join(homedir(), '.local', 'share'), 'keyhole');
}
