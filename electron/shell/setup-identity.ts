import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';

/**
 * Names the program and its data folder: `KEYHOLE_DATA_DIR`, or the system's usual place. Comes first, because the
 * single-instance lock and everything that is kept go by that folder.
 */
export function setupIdentity(): void {
  app.setName('Keyhole');
  const named = process.env['KEYHOLE_DATA_DIR'];
  const folder = named ? path.resolve(named) : path.join(app.getPath('appData'), 'Keyhole');
  // Electron refuses a folder that is not there.
  mkdirSync(folder, { recursive: true });
  app.setPath('userData', folder);
}
