import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..');
const page = readFileSync(join(root, 'docs/rules.md'), 'utf8');
const rules = Array.from(page.matchAll(/<a id="([a-z-]+)">/g), ([, anchor]) => anchor!);

/** Everything that may cite rules: sources, documentation and tools, but not the record of earlier releases. */
const files = ['apps', 'harness', 'libs', 'docs', 'bench', 'tools', 'deploy']
  .flatMap(pathsIn)
  .concat(readdirSync(root).filter((name) => name !== 'CHANGELOG.md'))
  .filter((path) => /\.(?:tsx?|mjs|md)$/.test(path) && path !== 'tools/rules.spec.ts')
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

function pathsIn(path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const names = readdirSync(join(root, path)).filter((name) => !['node_modules', 'dist'].includes(name));
  return names.flatMap((name) => pathsIn(`${path}/${name}`));
}

const citing = (pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) => Array.from(text.matchAll(pattern), ([cited]) => `${path}: ${cited}`));

const isSpec = (path: string): boolean => /[.-]spec\.tsx?$/.test(path);

describe('docs/rules.md', () => {
  it('gives each rule a name, a reason, an example and the place where it is decided', () => {
    const sections = page.split(/<a id="[a-z-]+"><\/a>/).slice(1);
    const complete =
      /^\n\n### .+\n\n[^-][^]+\n- \*\*Why:\*\* [^]+\n- \*\*Example:\*\* [^]+\n- \*\*Decided in:\*\* /;
    expect(sections.filter((section) => !complete.test(section))).toEqual([]);
  });

  it('links only to files and anchors that exist', () => {
    const links = Array.from(page.matchAll(/\]\(([^)]+)\)/g), ([, link]) => link!);
    const broken = links.filter((link) =>
      link.startsWith('#')
        ? !rules.includes(link.slice(1))
        : !existsSync(join(dirname(join(root, 'docs/rules.md')), link)),
    );
    expect(broken).toEqual([]);
  });
});

describe('a citation of a rule', () => {
  it('leads to a rule of docs/rules.md', () => {
    const cited = files.flatMap(({ path, text }) =>
      Array.from(text.matchAll(/rules\.md#([a-z-]+)/g), ([, anchor]) => ({ path, anchor: anchor! })),
    );
    expect(cited.filter(({ anchor }) => !rules.includes(anchor))).toEqual([]);
    expect(cited.length).toBeGreaterThan(rules.length);
  });

  it('names the rule: no rule has a number, and no document lies outside the repository', () => {
    expect(citing(/\b[Rr]ules? \d+\b|\bDESIGN\b|\bSTYLE\.md\b|\bAPI\.md\b/g)).toEqual([]);
  });

  it.each(rules)('cites %s in the code that decides it and in a spec', (anchor) => {
    const citation = new RegExp(`rules\\.md#${anchor}(?![a-z-])`);
    const code = files.filter(({ path, text }) => path.endsWith('.ts') && citation.test(text));
    expect(code.some(({ path }) => !isSpec(path))).toBe(true);
    expect(code.some(({ path }) => isSpec(path))).toBe(true);
  });
});
