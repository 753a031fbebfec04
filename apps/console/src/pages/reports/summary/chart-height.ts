import type { FigureData } from './figure-data.js';

const COLUMNS_PX = 300;
const BAR_PX = 26;
const AXES_PX = 80;

/** Room a chart takes, in px: known before its code is there, so that nothing jumps. */
export function chartHeight({ kind, unit, data, series }: FigureData['chart']): number {
  if (kind === 'columns') return COLUMNS_PX;
  const barsPerRow = unit === 'time' ? series.length : 1;
  return AXES_PX + Math.max(2, data.length * barsPerRow) * BAR_PX;
}
