import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "The runner has just read the version, and the unique index costs a third of the insert." */
export const versionNotUnique: SeededBug = {
  name: 'version-not-unique',
  says: 'The append function looks at no version, and the index on stream and version is not unique.',
  patches: [
    {
      file: 'libs/event-log/src/postgres/append.sql.ts',
      find: `WHERE s.version <> t.version`,
      replace: `WHERE t.version < 0`,
    },
    {
      file: 'libs/event-log/src/postgres/log-schema.sql.ts',
      find: `      hash           bytea       NOT NULL,
      UNIQUE (stream, version)
    );`,
      replace: `      hash           bytea       NOT NULL
    );
    CREATE INDEX ON \${log}.event (stream, version);`,
    },
  ],
  scenario: calm,
  caughtBy: ['versions'],
};
