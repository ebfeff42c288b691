import react from '@vitejs/plugin-react';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';

const FIRST_ROOM = /features\/home\/home-room\.tsx$/;

/**
 * Lets the browser fetch the first room beside the frame. Rooms load lazily; without this the first one would be
 * asked for only when React has drawn the frame, one round after everything else.
 */
function preloadFirstRoom(): Plugin {
  return {
    name: 'keyhole:preload-first-room',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((output) => output.type === 'chunk');
        const room = chunks.find((chunk) => FIRST_ROOM.test(chunk.facadeModuleId ?? ''));
        if (!room) throw new Error('the first room is not a chunk of its own any more: see preloadFirstRoom');
        const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
        const needed = new Set<string>();
        const visit = (file: string): void => {
          if (needed.has(file)) return;
          needed.add(file);
          for (const next of byName.get(file)?.imports ?? []) visit(next);
        };
        visit(room.fileName);
        const styles = [...needed].flatMap((file) => [
          ...(byName.get(file)?.viteMetadata?.importedCss ?? []),
        ]);
        const link = (rel: string, file: string): HtmlTagDescriptor => ({
          tag: 'link',
          attrs: { rel, crossorigin: true, href: `./${file}`, nonce: '__CSP_NONCE__' },
          injectTo: 'head',
        });
        const missing = (file: string): boolean => !html.includes(file);
        return [
          ...[...needed].filter(missing).map((file) => link('modulepreload', file)),
          ...styles.filter(missing).map((file) => link('stylesheet', file)),
        ];
      },
    },
  };
}

// The page is served by two hosts: loopback HTTP and `app://keyhole/`. Relative addresses suit both. Each host puts
// a fresh nonce in place of the mark below on every page load, so that the strict policy lets our styles in.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  cacheDir: '../.cache/vite',
  plugins: [react(), preloadFirstRoom()],
  html: { cspNonce: '__CSP_NONCE__' },
  // The tokenizer is several megabytes, and loaded only when somebody looks.
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // Electron and current Chromium only: `light-dark()` must stay as it is written in tokens.css.
    target: 'chrome130',
    cssTarget: 'chrome130',
    modulePreload: { polyfill: false },
    // No data: URLs for fonts or scripts; the policy allows `self` alone.
    assetsInlineLimit: 0,
    manifest: true,
  },
});
