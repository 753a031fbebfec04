import { races } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** Until version 4 of its schema the log had one like this: what is left out has to keep its place in the arrays. */
export const refusedAppendShifts: SeededBug = {
  name: 'refused-append-shifts',
  says: 'A refused append at the beginning of a flush moves positions and hashes of the others to its events.',
  patches: [
    {
      file: 'libs/event-log/src/postgres/append.sql.ts',
      find: `          positions[i] := place;
          hashes[i] := link;`,
      replace: `          positions := array_append(positions, place);
          hashes := array_append(hashes, link);`,
    },
  ],
  scenario: races,
  caughtBy: ['chain', 'acknowledged'],
};
