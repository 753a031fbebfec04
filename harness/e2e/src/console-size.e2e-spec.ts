import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@countersign/servers';

/** A file of the build, by vite's manifest. */
interface Chunk {
  file: string;
  imports?: string[];
}

const folder = join(repositoryRoot() ?? '.', 'dist', 'apps', 'console');
const KB = 1000;

const manifest = () =>
  JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')) as Record<string, Chunk>;

/** A chunk and everything that is loaded with it. */
function loadedWith(name: string, chunks: Record<string, Chunk>, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const imported of chunks[name]?.imports ?? []) loadedWith(imported, chunks, seen);
  return seen;
}

const without = (names: Set<string>, others: Set<string>) => [...names].filter((name) => !others.has(name));

/** Compressed bytes of JavaScript as the gateway sends it to a current browser. */
const sizeOf = (names: Iterable<string>, chunks: Record<string, Chunk>): number =>
  [...names].reduce((sum, name) => sum + statSync(join(folder, `${chunks[name]!.file}.br`)).size, 0);

it('the first load is at most 250 kB of compressed JavaScript, page included', () => {
  const chunks = manifest();
  const frame = loadedWith('index.html', chunks);
  const home = loadedWith('src/features/home/home.page.tsx', chunks);
  expect(sizeOf(new Set([...frame, ...home]), chunks)).toBeLessThanOrEqual(250 * KB);
});

it('every page is a separate chunk, which is loaded only when it is visited', () => {
  const chunks = manifest();
  const pages = Object.keys(chunks).filter((name) => name.endsWith('.page.tsx'));
  const frame = loadedWith('index.html', chunks);
  expect(pages.length).toBeGreaterThanOrEqual(7);
  expect(pages.filter((page) => frame.has(page))).toEqual([]);
  expect(pages.filter((page) => sizeOf(without(loadedWith(page, chunks), frame), chunks) > 150 * KB)).toEqual(
    [],
  );
});

it('no source map and no source is served', () => {
  const chunks = Object.values(manifest());
  for (const { file } of chunks.filter(({ file }) => file.endsWith('.js')))
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain('sourceMappingURL');
});
