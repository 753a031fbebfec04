/** A cell: text, or a number, which is written as it is. */
export type Cell = string | number | null;

/** What spreadsheets take for the start of a formula (OWASP, "CSV injection"), in full width, too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * A line of a CSV file (RFC 4180) with its end. A text that a spreadsheet would run as a formula begins with an
 * apostrophe instead.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
