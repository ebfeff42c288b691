// @ts-check
// Builds the targets named on the command line with Vite. Runs on the pinned Node, after the install; the only file of
// this folder that imports a package.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { at, say } from './places.mjs';

/**
 * Compressed copies beside the interface's files, so that the host never compresses while somebody waits.
 * @param {string} folder
 */
async function precompress(folder) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css|svg|json)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const content = await readFile(file);
    if (content.length < 1024) continue;
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
    await writeFile(`${file}.br`, await promisify(brotliCompress)(content, quality));
    await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
  }
}

/** @param {string} target */
async function bundle(target) {
  if (target === 'renderer') {
    await build({ configFile: at('renderer', 'vite.config.ts'), configLoader: 'native', logLevel: 'warn' });
    await precompress(at('dist', 'renderer'));
  } else {
    await build({
      configFile: at('electron', 'vite.config.ts'),
      configLoader: 'native',
      mode: target,
      logLevel: 'warn',
    });
  }
}

for (const target of process.argv.slice(2)) {
  try {
    await bundle(target);
  } catch (error) {
    say(`The ${target} bundle: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
