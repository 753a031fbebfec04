import { races } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** Until version 4 of its schema the log had this one: in PostgreSQL an array first written at 3 begins at 3. */
export const refusedAppendShifts: SeededBug = {
  name: 'refused-append-shifts',
  says: 'A refused append at the beginning of a flush moves positions and hashes of the others to its events.',
  patches: [
    {
      file: 'libs/event-log/src/postgres/append.sql.ts',
      find: `        ELSE
          -- Not left out: an array that is first written at 3 begins at 3, and would be unnested beside event 1.
          positions[i] := NULL;
          hashes[i] := NULL;
        END IF;`,
      replace: `        END IF;`,
    },
  ],
  scenario: races,
  caughtBy: ['chain', 'acknowledged'],
};
