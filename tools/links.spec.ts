import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = join(__dirname, '..');
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path && existsSync(join(root, path)));

/** Targets of a page's relative links, from the root of the repository. */
function linked(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[^]*?^```/gm, '');
  return Array.from(text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g), ([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(page), target)));
}

describe('the links of the documentation', () => {
  it('are found in the pages', () => {
    expect(linked('AGENTS.md')).toContain('libs/approval/domain/src/approve.ts');
  });

  it.each(pages)('of %s lead to files that exist', (page) => {
    expect(linked(page).filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });
});

it('every folder of the layout in docs/architecture.md exists', () => {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const folders = Array.from(
    text.matchAll(/^((?:apps|libs|harness)\/[a-z-]+) {2,}/gm),
    ([, folder]) => folder!,
  );
  expect(folders).toContain('libs/kernel');
  expect(folders.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
});
