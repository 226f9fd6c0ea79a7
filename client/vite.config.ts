/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';
import prefresh from '@prefresh/vite';
import { defineConfig } from 'vite';
import { groups } from './chunks.ts';
import { focusTrap } from './focusTrap.ts';
import { mantineLayers } from './mantineLayers.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Components that change keep their state; tests would not know what to do with it. */
const refresh = process.env.VITEST ? null : await prefresh();
const server = process.env.TMS_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  base: '/app/',
  plugins: [refresh, focusTrap],
  optimizeDeps: { rolldownOptions: { plugins: [focusTrap] } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  css: { postcss: { plugins: [mantineLayers] } },
  resolve: { alias: { '@': here('./src') } },
  // The server puts a fresh nonce here for every page it sends; see tms_web/site/spa.py.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: here(process.env.TMS_CLIENT_OUT ?? '../src/tms_web/static'),
    emptyOutDir: true,
    manifest: true,
    target: 'baseline-widely-available',
    // `data:` URLs would need a looser content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Libraries mark what may run in a browser ("use client"), which here is everything.
    rolldownOptions: { output: { codeSplitting: { groups } }, checks: { moduleLevelDirective: false } },
    reportCompressedSize: false,
    // The build's own check, scripts/postbuild.mjs, checks the sizes.
    chunkSizeWarningLimit: 10_000,
  },
  server: {
    // Everything that is not the client itself, however features name their paths.
    proxy: { '/ws': { target: server, ws: true }, '^/(?!app(/|$))': server },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'scripts/*.test.mjs'],
    css: false,
    maxWorkers: 2,
    // A DOM for each file took four fifths of the time. Files share theirs, and clean up after each test (setup.ts).
    isolate: false,
    unstubGlobals: true,
  },
});
