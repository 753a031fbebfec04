import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useComputedColorScheme } from '@mantine/core';
import { COLOURS } from './colours.js';
import { valueText } from './figure-data.js';
import type { FigureData } from './figure-data.js';

const BAR_PX = 22;
const MAX_LABEL_LENGTH = 24;

/** Draws a figure. Only this file imports the chart library, and it is loaded when the first chart is shown. */
export default function Chart({ chart, height }: { chart: FigureData['chart']; height: number }) {
  const { kind, unit, data, series } = chart;
  const colours = COLOURS[useComputedColorScheme('light')];
  const isBars = kind === 'bars';
  const write = (value: number) => valueText(unit, value);
  return (
    <BarChart
      h={height}
      data={isBars ? data.map((row) => ({ ...row, label: shortened(String(row['label'])) })) : data}
      dataKey="label"
      series={series.map((entry) => ({ ...entry, color: colours[entry.color] }))}
      type={unit === 'time' ? 'default' : 'stacked'}
      orientation={isBars ? 'vertical' : 'horizontal'}
      withLegend={series.length > 1}
      legendProps={{ itemSorter: null }}
      valueFormatter={write}
      gridAxis={isBars ? 'y' : 'x'}
      maxBarWidth={isBars ? BAR_PX : 56}
      {...(isBars
        ? {
            yAxisProps: { width: 150, tick: { fontSize: 12, fill: 'currentColor' }, interval: 0 },
            xAxisProps: { allowDecimals: false, tickCount: 4 },
          }
        : { yAxisProps: { allowDecimals: false, width: 40 }, xAxisProps: { minTickGap: 16 } })}
      // Screen readers read the figure's table, so the chart must not take the focus.
      barChartProps={{ accessibilityLayer: false }}
      barProps={{ isAnimationActive: false }}
    />
  );
}

const shortened = (label: string) =>
  label.length > MAX_LABEL_LENGTH ? `${label.slice(0, MAX_LABEL_LENGTH - 1)}…` : label;
