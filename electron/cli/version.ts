import { readFileSync } from 'node:fs';
import { isJsonObject } from '../../shared/protocol/json.ts';

/** The program's version. The bundle lies as deep under the repository as this file does, so one address serves both. */
export function packageVersion(): string {
  const description: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return isJsonObject(description) ? String(description['version']) : 'unknown';
}
