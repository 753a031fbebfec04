import { table } from './breaking.js';
import type { Broken } from './breaking.js';

export const brokenReadModels: Broken[] = [
  [
    'read-models',
    'a wrong status',
    ({ observed }) => Object.assign(table(observed, 'reporting.request')[0] ?? {}, { status: 'pending' }),
    /has status "pending", not "approved"/,
  ],
  [
    'read-models',
    'a row lost',
    ({ observed }) => table(observed, 'reporting.approval', 'grown').pop(),
    /of reporting.approval is missing/,
  ],
  [
    'read-models',
    'a row too many',
    ({ observed }) => table(observed, 'reporting.approval').push({ request_id: 'x' }),
    /holds x, which no event made/,
  ],
  [
    'read-models',
    'a count too high',
    ({ observed }) => Object.assign(table(observed, 'reporting.request_count')[0] ?? {}, { count: 99 }),
    /has count 99/,
  ],
  [
    'rebuilt',
    'a column that differs',
    ({ observed }) => Object.assign(table(observed, 'reporting.approval')[0] ?? {}, { open_to: ['x'] }),
    /a rebuild of reporting.approval/,
  ],
];
