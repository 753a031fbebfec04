import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';

/** Curves over one quantity; both axes are logarithmic, so values cannot be 0. */
export interface Chart {
  /** Name of its file, without extension. */
  name: string;
  title: string;
  /** Titles of the axes, with their units. */
  x: string;
  y: string;
  curves: { name: string; points: { x: number; y: number }[] }[];
}

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Ink, grid lines and the curves' colours (Okabe and Ito's, which colour-blind people can distinguish). */
const palettes = {
  light: { ink: '#24292f', grid: '#d8dee4', curves: ['#0072b2', '#d55e00', '#007a5a', '#a0417f'] },
  dark: { ink: '#e6edf3', grid: '#3d444d', curves: ['#56b4e9', '#e69f00', '#2fbf96', '#e08fc2'] },
} satisfies Record<Theme, unknown>;

/** The chart as SVG with a transparent background. */
export function chartSvg(chart: Chart, theme: Theme): Promise<string> {
  const { spec } = compile(specOf(chart, theme));
  return new View(parse(spec), { renderer: 'none' }).toSVG();
}

function specOf({ title, x, y, curves }: Chart, theme: Theme): TopLevelSpec {
  const { ink, grid, curves: range } = palettes[theme];
  const values = curves.flatMap(({ name, points }) => points.map((point) => ({ curve: name, ...point })));
  const text = { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12 };
  return {
    width: 560,
    height: 300,
    background: 'transparent',
    title,
    data: { values },
    mark: { type: 'line', point: { size: 50 }, strokeWidth: 2 },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: x, scale: { type: 'log', nice: false }, axis: AXIS },
      y: { field: 'y', type: 'quantitative', title: y, scale: { type: 'log' }, axis: AXIS },
      color: {
        field: 'curve',
        type: 'nominal',
        title: null,
        sort: curves.map(({ name }) => name),
        scale: { range },
      },
    },
    config: {
      font: 'system-ui, sans-serif',
      title: { color: ink, fontSize: 14, anchor: 'start' },
      axis: { ...text, gridColor: grid, domainColor: ink, tickColor: ink },
      legend: { ...text, orient: 'bottom', labelLimit: 0 },
      view: { stroke: null },
    },
  };
}

/** Labels at 1, 2 and 5 of each power of ten: 200, 20k, 1M, and 0.5 instead of thousandths. */
const AXIS = {
  labelOverlap: false,
  labelExpr:
    'indexof([1, 2, 5], round(datum.value / pow(10, floor(log(datum.value) / LN10 + 1e-9)))) < 0 ' +
    "? '' : format(datum.value, datum.value < 1 ? '~g' : '~s')",
};
