import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** docs/policies.md, whose tables and JSON are checked by specs. */
export const policiesPage = readFileSync(join(__dirname, '../../../../../docs/policies.md'), 'utf8');

/** The rows of the page's table with these column heads: their cells without the back quotes. */
export function tableOfPage(...heads: string[]): string[][] {
  const lines = policiesPage.split('\n').map((line) => line.trim());
  const cellsOf = (line: string) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map(cellText);
  const start = lines.findIndex((line) => line.startsWith('|') && cellsOf(line).join() === heads.join());
  if (start < 0) throw new Error(`the page has no table ${heads.join(' | ')}`);
  const rest = lines.slice(start + 2);
  return rest
    .slice(
      0,
      rest.findIndex((line) => !line.startsWith('|')),
    )
    .map(cellsOf);
}

const cellText = (cell: string): string =>
  cell
    .trim()
    .replaceAll('\\|', '|')
    .replace(/^`(.*)`$/, '$1');
