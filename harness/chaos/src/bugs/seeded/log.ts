import { calm, databaseLost, races } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

// Bugs of the log: how events are appended, chained and counted.

/** "Twice as many appends a second", by one setting of the services' roles. */
export const answeredBeforeDurable: SeededBug = {
  name: 'answered-before-durable',
  says: 'Commits are answered before the database has written them down (synchronous_commit = off).',
  patches: [
    {
      file: 'apps/migrate/src/roles.ts',
      find: `  await admin.query(\`\${verb} ROLE \${admin.escapeIdentifier(role)} LOGIN PASSWORD \${verifier}\`);`,
      replace: `  await admin.query(\`\${verb} ROLE \${admin.escapeIdentifier(role)} LOGIN PASSWORD \${verifier}\`);
  await admin.query(\`ALTER ROLE \${admin.escapeIdentifier(role)} SET synchronous_commit = off\`);`,
    },
  ],
  scenario: databaseLost,
  caughtBy: ['acknowledged', 'feed'],
};

/** The chain holds within each flush, which is all that a test with one flush sees. */
export const chainLinkSkipped: SeededBug = {
  name: 'chain-link-skipped',
  says: 'The head keeps its old hash: the first event of a flush does not follow the last of the one before.',
  patches: [
    {
      file: 'libs/event-log/src/postgres/append.sql.ts',
      find: `SET position = place, hash = link, recorded_at = now_at`,
      replace: `SET position = place, recorded_at = now_at`,
    },
  ],
  scenario: calm,
  caughtBy: ['chain'],
};

/** "Somebody was faster: then it comes after theirs." What was decided on the older state is stored as it is. */
export const expectedVersionIgnored: SeededBug = {
  name: 'expected-version-ignored',
  says: 'After a version conflict the same events are appended at the next version, without deciding again.',
  patches: [
    {
      file: 'libs/event-log/src/runner/create-decide-runner.ts',
      find: `      const expected = loader.expected(events);
      const appended = await this.log.append({ ...context, events, expected, result });`,
      replace: `      const appendAfter = (expected) =>
        this.log.append({ ...context, events, expected, result }).catch((error) => {
          if (!(error instanceof WrongExpectedVersion)) throw error;
          const { stream, actual } = error;
          return appendAfter(expected.map((one) => (one.stream === stream ? { stream, version: actual } : one)));
        });
      const appended = await appendAfter(loader.expected(events));`,
    },
  ],
  scenario: calm,
  caughtBy: ['one-end', 'one-decision'],
};

/** The id of the call, which every log line has, made part of what identifies the command. */
export const idempotencyKeyIgnored: SeededBug = {
  name: 'idempotency-key-ignored',
  says: 'Each call is a command of its own: the same Idempotency-Key again is another command.',
  patches: [
    {
      file: 'libs/event-log/src/command-id.ts',
      find: `['http', issuer, subject, operation, target, key] :`,
      replace: `['http', issuer, subject, operation, target, key, randomUUID()] :`,
    },
  ],
  scenario: calm,
  caughtBy: ['acknowledged'],
};

/**
 * The chain goes over everything that was sent, also over what is left out. (A shift of positions in a flush, which the log
 * once had, is refused by the unique indexes today: the flush then fails and its appends run one by one.)
 */
export const refusedAppendChained: SeededBug = {
  name: 'refused-append-chained',
  says: 'The hash of an event also covers a refused append before it in the same flush, which is not stored.',
  patches: [
    {
      file: 'libs/event-log/src/postgres/append.sql.ts',
      find: `          hashes[i] := link;
        END IF;`,
      replace: `          hashes[i] := link;
        ELSE
          link := sha256(link);
        END IF;`,
    },
  ],
  scenario: races,
  caughtBy: ['chain'],
};

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
