// Where the program's own files lie. Electron's idea of the application's path, name and version depends on how it was
// started (a folder, a file, a package), so we ask our own place instead.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of the program by its path from the top folder. The bundle lies as deep as this file, so one address serves both. */
export function fromRoot(file: string): string {
  return fileURLToPath(new URL(`../../${file}`, import.meta.url));
}

/** The version in package.json. */
export function packageVersion(): string {
  const description: unknown = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  return typeof description === 'object' && description !== null && 'version' in description
    ? String(description.version)
    : 'unknown';
}
