import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { chartSvg, themes } from './chart.js';
import type { Chart } from './chart.js';
import { machineText } from './machine.js';
import type { Machine } from './machine.js';
import { tableMarkdown } from './markdown.js';
import type { Report } from './report.js';
import { withSection } from './with-section.js';

/** When and where a run began. */
export interface Run {
  /** ISO 8601, UTC. */
  date: string;
  /** Of the last minute before the run. */
  loadAverage: number;
  machine: Machine;
}

/** The bench of a section. */
export interface SectionOf {
  bench: string;
  /** Major version of Node.js, if it is not the version of the page's machine. */
  node?: string;
}

/**
 * Writes a bench's results between its markers in docs/performance.md (or at the end, if there are no markers), and its
 * pictures beside the page. The prose outside the markers stays.
 */
export async function writeDocument(
  root: string,
  run: Run,
  { bench, node }: SectionOf,
  result: Report,
): Promise<void> {
  const file = join(root, 'docs', 'performance.md');
  for (const chart of result.charts) await writePictures(join(root, 'docs', 'performance'), chart);
  const began = `${run.date.slice(0, 10)}, ${run.date.slice(11, 16)} UTC`;
  const version = node ? ` with Node ${run.machine.node.slice(1)}` : '';
  const measured = `Measured${version} in a run of ${began}, which began at a load average of ${run.loadAverage.toFixed(2)}.`;
  const section = [measured, ...result.tables.map(tableMarkdown), ...result.charts.map(picture)].join('\n\n');
  let page = await readFile(file, 'utf8');
  if (!node) page = withSection(page, 'machine', machineText(run.machine));
  page = withSection(page, node ? `${bench}-node-${node}` : bench, section);
  await writeFile(file, await format(page, { ...(await resolveConfig(file)), parser: 'markdown' }));
}

async function writePictures(folder: string, chart: Chart): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const theme of themes) {
    await writeFile(join(folder, `${chart.name}-${theme}.svg`), await chartSvg(chart, theme));
  }
}

const picture = ({ name, title }: Chart): string => `
<picture>
  <source media="(prefers-color-scheme: dark)" srcset="performance/${name}-dark.svg" />
  <img src="performance/${name}-light.svg" alt="${title}" />
</picture>`;
