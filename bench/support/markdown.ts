import type { Measured } from './measure.js';
import type { Table } from './report.js';

/** A table under its title, as Markdown: median (lowest–highest) where a cell was measured. */
export function tableMarkdown({ title, columns, rows }: Table): string {
  const lines = [columns, columns.map(() => '---'), ...rows.map((row) => row.map(cellText))];
  return [`${title}:\n`, ...lines.map((line) => `| ${line.join(' | ')} |`)].join('\n');
}

function cellText(cell: string | number | Measured): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return cell.toLocaleString('en');
  return `${short(cell.median)} (${short(cell.min)}–${short(cell.max)})`;
}

const short = (value: number): string =>
  value.toLocaleString('en', value < 100 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });
