import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "The runner has just read the version, and the unique index costs a third of the insert." */
export const versionNotUnique: SeededBug = {
  name: 'version-not-unique',
  says: 'The append function looks at no version, and the index on stream and version is not unique.',
  patches: [
    {
      file: 'libs/event-log/src/postgres/append.sql.ts',
      find: `WHERE s.version <> t.expected OR t.gap`,
      replace: `WHERE t.gap`,
    },
    {
      file: 'libs/event-log/src/postgres/log-schema.sql.ts',
      find: `      position bigint  NOT NULL,
      PRIMARY KEY (stream, version)
    );`,
      replace: `      position bigint  NOT NULL
    );
    CREATE INDEX ON \${log}.membership (stream, version);`,
    },
  ],
  scenario: calm,
  caughtBy: ['versions'],
};
