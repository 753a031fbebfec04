import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bugs } from './bugs.js';
import { buildBug } from './build-bug.js';
import { chainLinkSkipped } from './seeded/log.js';
import { ticketStatusCached } from './seeded/stale-state.js';

const root = join(__dirname, '..', '..', '..', '..');
const product = join(root, 'dist', 'apps');

const programs = (): string[] =>
  readdirSync(product).filter((name) => existsSync(join(product, name, 'main.js')));

const builtAt = (): number[] => programs().map((name) => statSync(join(product, name, 'main.js')).mtimeMs);

/** The sources of the product's programs, as the compiler recorded them beside each program. */
function productSources(): Map<string, string> {
  const maps = programs().map((program) => join(product, program, 'main.js.map'));
  expect(maps.length).toBeGreaterThan(5);
  return new Map(maps.flatMap(sourcesOf));
}

function sourcesOf(map: string): [string, string][] {
  const { sources, sourcesContent } = JSON.parse(readFileSync(map, 'utf8')) as Record<string, string[]>;
  return sources!.map((name, i) => [name.replace(/^webpack:\/\/countersign\/\.\//, ''), sourcesContent![i]!]);
}

it('the product contains no code of a bug or of this harness', () => {
  const sources = productSources();
  expect([...sources.keys()].filter((name) => name.startsWith('harness/'))).toEqual([]);
  for (const { file, find } of bugs.flatMap(({ patches }) => patches))
    expect(sources.get(file)).toContain(find);
});

it.each([
  [chainLinkSkipped, 'migrate', 'SET position = place, recorded_at = now_at'],
  [ticketStatusCached, 'request', 'this.known.set(ticketId, found)'],
])(
  'a build with a bug has it, and leaves the product as it was',
  async (bug, program, text) => {
    const before = builtAt();
    const folder = await buildBug(root, bug);
    expect(readFileSync(join(folder, program, 'main.js'), 'utf8')).toContain(text);
    expect(readFileSync(join(product, program, 'main.js'), 'utf8')).not.toContain(text);
    expect(builtAt()).toEqual(before);
  },
  60_000,
);
