import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
/** Every role of a database may take any advisory lock: one that holds the right one would stop the others. */
const ADVISORY = /advisory/i;
const SOURCE = /\.(?:[cm]?[jt]s|sql|ya?ml|sh)$|Dockerfile$/;

function sourcesIn(path: string): string[] {
  const full = join(root, path);
  if (!statSync(full).isDirectory()) return SOURCE.test(path) ? [path] : [];
  const names = readdirSync(full).filter((name) => !['node_modules', 'dist'].includes(name));
  return names.flatMap((name) => sourcesIn(`${path}/${name}`));
}

it('no source uses an advisory lock', () => {
  const sources = ['apps', 'harness', 'libs', 'bench', 'tools', 'deploy'].flatMap(sourcesIn);
  expect(sources.length).toBeGreaterThan(500);
  const using = sources.filter((path) => ADVISORY.test(readFileSync(join(root, path), 'utf8')));
  expect(using).toEqual(['tools/advisory-locks.spec.ts']);
});
