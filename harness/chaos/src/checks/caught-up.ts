import { each } from './check.js';
import type { Check } from './check.js';

export const caughtUp: Check = {
  says: 'When the storm is over, every consumer and every mirror catches up by itself, and ends are on record.',
  check: ({ late, rebuilt }) => {
    const { findings } = each('caught-up', late, (what) => what);
    return { looked: Object.keys(rebuilt.cursors).length, findings };
  },
};

export const parked: Check = {
  says: 'No consumer has parked an event.',
  check: ({ grown, rebuilt }) => {
    const rows = [...grown.parked, ...rebuilt.parked];
    const { findings } = each('parked', rows, (row) => {
      const { consumer, log, position, error } = row as Record<string, string | null>;
      return `${consumer} has parked position ${position} of ${log}: ${error ?? 'behind an earlier event'}`;
    });
    return { looked: Object.keys(rebuilt.cursors).length, findings };
  },
};
