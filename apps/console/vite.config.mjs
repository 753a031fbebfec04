import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** The path aliases of tsconfig.base.json. */
const { paths } = JSON.parse(readFileSync(resolve(root, 'tsconfig.base.json'), 'utf8')).compilerOptions;
const alias = Object.entries(paths).map(([name, [target]]) => ({
  find: new RegExp(`^${name}$`),
  replacement: resolve(root, target),
}));

/** The web console: dist/apps/console, which the gateway serves. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  resolve: { alias },
  build: {
    outDir: resolve(root, 'dist/apps/console'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    sourcemap: false,
    reportCompressedSize: false,
    // Inlined files would be data URLs, which the content security policy forbids.
    assetsInlineLimit: 0,
    // Two pages: the console, and the page that a silent sign-in returns to in its hidden frame.
    rolldownOptions: {
      input: {
        console: resolve(import.meta.dirname, 'index.html'),
        'silent-callback': resolve(import.meta.dirname, 'silent-callback.html'),
      },
    },
  },
});
