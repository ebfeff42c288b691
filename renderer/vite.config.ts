import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The page is served by two hosts: loopback HTTP and `app://keyhole/`. Relative addresses suit both. Each host puts
// a fresh nonce in place of the mark below on every page load, so that the strict policy lets our styles in.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  cacheDir: '../.cache/vite',
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
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
