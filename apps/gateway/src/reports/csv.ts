/** A cell: text, or a number, which is written as it is. */
export type Cell = string | number | null;

/** What spreadsheets take for the start of a formula (OWASP, "CSV injection"), in full width, too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * The same within a text: a spreadsheet that separates by semicolons or tabs, as many a locale does, begins a cell
 * there, and as it finds no quote where such a cell begins, ends the row at a line break.
 */
const FORMULA_WITHIN = /([;\t\r\n][" ]*)(?=[=+\-@＝＋－＠])/g;

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * A line of a CSV file (RFC 4180) with its end. Where a spreadsheet would run a text as a formula, an apostrophe is
 * put before it.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const within = cell.replace(FORMULA_WITHIN, "$1'");
  const harmless = FORMULA.test(cell) ? `'${within}` : within;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
