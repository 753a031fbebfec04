// Takes the pictures in docs/screenshots again: the main pages, light and dark, with demo data on a real stack.
// Needs Chromium on the PATH. Which pages: harness/e2e/src/screenshots.e2e-spec.ts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';

const root = join(import.meta.dirname, '..');

build({ ifStale: true });
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(process.execPath, [jest, '--selectProjects', 'e2e', '--', 'screenshots'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SCREENSHOTS: '1' },
});
process.exitCode = status ?? 1;
