import type { Chart } from './chart.js';
import { measured } from './measure.js';
import type { Table } from './report.js';

/** A growing quantity, as a table and as a picture. */
export interface Growth {
  table: Table;
  chart: Chart;
}

/** The measurements for each size: values of the rounds, by the name of the curve. */
export type Measurements = Map<number, Record<string, number[]>>;

/** A table and a chart of the same medians, with a column and a curve for each name. */
export function growth(
  title: string,
  axes: { file: string; x: string; y: string },
  measurements: Measurements,
): Growth {
  const sizes = [...measurements];
  const names = Object.keys(sizes[0]?.[1] ?? {});
  const of = (values: Record<string, number[]>, name: string) => measured(values[name] ?? []);
  return {
    table: {
      title: `${title}, ${axes.y}`,
      columns: [axes.x, ...names],
      rows: sizes.map(([size, values]) => [size, ...names.map((name) => of(values, name))]),
    },
    chart: {
      name: axes.file,
      title,
      x: axes.x,
      y: axes.y,
      curves: names.map((name) => ({
        name: name.replaceAll('`', ''),
        points: sizes.map(([x, values]) => ({ x, y: of(values, name).median })),
      })),
    },
  };
}
