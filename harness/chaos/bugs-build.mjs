// Builds the product's programs with some files replaced, exactly like the product but without source maps:
// `node bugs-build.mjs <output folder>`, standard input `{ "<path from the root>": "<text>" }`.
import { rspack } from '@rspack/core';
import { symlinkSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import config from '../../rspack.config.mjs';

const root = join(import.meta.dirname, '..', '..');
const output = process.argv[2];
const replaced = Object.entries(JSON.parse(await text(process.stdin)));
const loader = join(import.meta.dirname, 'bugs-loader.mjs');
const rules = replaced.map(([file, text]) => ({
  test: (path) => path === join(root, file),
  enforce: 'pre',
  use: [{ loader, options: { text } }],
}));

await new Promise((resolve, reject) => {
  const compiler = rspack({
    ...config,
    devtool: false,
    module: { rules: [...config.module.rules, ...rules] },
    output: { ...config.output, path: output, clean: true },
  });
  compiler.run((error, stats) => {
    if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
    else compiler.close(() => resolve());
  });
});
symlinkSync(join(root, 'dist', 'apps', 'console'), join(output, 'console'));
