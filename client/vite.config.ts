/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { groups } from './chunks.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.TMS_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  base: '/app/',
  plugins: [tanstackRouter(), react()],
  resolve: { alias: { '@': here('./src') } },
  // The server puts a fresh nonce here for every page it sends; see tms_web/client.py.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: here(process.env.TMS_CLIENT_OUT ?? '../src/tms_web/static'),
    emptyOutDir: true,
    manifest: true,
    target: 'baseline-widely-available',
    // Data addresses would need a looser content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups } } },
    reportCompressedSize: false,
    // The build's own check, scripts/finish.mjs, weighs what is sent.
    chunkSizeWarningLimit: 10_000,
  },
  server: {
    proxy: Object.fromEntries(
      ['/auth', '/users', '/sessions', '/assignments', '/analytics', '/reports', '/audit', '/health', '/site']
        .map((path) => [path, server] as [string, unknown])
        .concat([['/ws', { target: server, ws: true }]]),
    ) as Record<string, string>,
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: false,
    maxWorkers: 2,
  },
});
