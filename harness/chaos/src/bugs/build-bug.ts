import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { patchedText } from './patched-text.js';
import type { SeededBug } from './seeded-bug.js';

/** The text of each file that a bug changes, with the bug in it, by path from the root. @throws PatchDoesNotFit */
export function patchedFiles(root: string, { patches }: Pick<SeededBug, 'patches'>): Record<string, string> {
  const files = [...new Set(patches.map(({ file }) => file))];
  const patched = files.map((file): [string, string] => [
    file,
    patchedText(
      readFileSync(join(root, file), 'utf8'),
      patches.filter((patch) => patch.file === file),
    ),
  ]);
  return Object.fromEntries(patched);
}

/**
 * Builds the programs with the bug, in a separate folder; the product's `dist/apps` is not touched.
 * @returns the folder, as `startInstallation` expects it
 * @throws PatchDoesNotFit, or an Error with the compiler's output
 */
export async function buildBug(root: string, bug: SeededBug): Promise<string> {
  const output = join(root, 'dist', 'chaos', 'bugs', bug.name, 'apps');
  const program = join(root, 'harness', 'chaos', 'bugs-build.mjs');
  const child = spawn(process.execPath, [program, output], { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(JSON.stringify(patchedFiles(root, bug)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the build with ${bug.name} failed:\n${said}`);
  return output;
}
