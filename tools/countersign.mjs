#!/usr/bin/env node
// The `countersign` command of a clone: runs the built program.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const program = join(import.meta.dirname, '..', 'dist', 'apps', 'cli', 'main.js');
if (existsSync(program)) {
  await import(pathToFileURL(program).href);
} else {
  console.error(`${program} is not built; run: npm run build`);
  process.exitCode = 6;
}
