import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'vite';

const here = import.meta.dirname;

/** Started by the engine, beside it. */
const THREADS = {
  'privacy-worker': 'engine/privacy/privacy-worker.ts',
  'mask-worker': 'engine/masking/mask-worker.ts',
};

/** One bundle set per mode; `electron/launch/bundle.mjs` names the mode. Never minified: a stack should be readable. */
function bundle(folder: string, entries: Record<string, string>, format: 'es' | 'cjs'): UserConfig {
  return {
    root: here,
    cacheDir: join(here, '../.cache/vite'),
    publicDir: false,
    // A sandboxed preload can load nothing but `electron`. Everything else takes its packages from node_modules.
    ssr: format === 'cjs' ? { noExternal: true } : {},
    build: {
      ssr: true,
      outDir: join(here, '../dist', folder),
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(here, file)])),
        external: ['electron'],
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          // Beside the entries, because the code finds package.json by its own depth.
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  };
}

export default defineConfig(({ mode }) => {
  switch (mode) {
    case 'main':
      return bundle('main', { main: 'shell/main.ts', ...THREADS }, 'es');
    case 'preload':
      return bundle('preload', { preload: 'preload.ts' }, 'cjs');
    default:
      // Also what tools see that only read this file, in a mode of their own.
      return bundle('node', { host: 'host/main.ts', cli: 'cli/main.ts', ...THREADS }, 'es');
  }
});
