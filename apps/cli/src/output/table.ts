import { oneLine } from './terminal.js';

/** A column: its title, and the value of each row. */
export interface Column<Row> {
  title: string;
  of: (row: Row) => string | number | null | undefined;
}

/**
 * Rows under titles, with two blanks between columns and no lines, so that a table can be cut and searched like any
 * text. Pure.
 */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const titles = columns.map(({ title }) => title.toUpperCase());
  const cells = rows.map((row) => columns.map(({ of }) => oneLine(String(of(row) ?? '-'))));
  const widths = titles.map((title, i) =>
    Math.max(...[title, ...cells.map((row) => row[i] ?? '')].map(width)),
  );
  return [titles, ...cells].map((row) => line(row, widths)).join('\n');
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - width(cell))))
    .join('  ')
    .trimEnd();
}

/** In characters as people count them (grapheme clusters). */
function width(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length;
}

/** `name: value` lines with the values aligned; null values are left out. Pure. */
export function details(pairs: readonly (readonly [name: string, value: string | number | null])[]): string {
  const given = pairs.filter(([, value]) => value !== null);
  const longest = Math.max(0, ...given.map(([name]) => name.length));
  return given
    .map(([name, value]) => `${`${name}:`.padEnd(longest + 2)}${oneLine(String(value))}`)
    .join('\n');
}
