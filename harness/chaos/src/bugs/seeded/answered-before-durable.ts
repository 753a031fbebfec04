import { databaseLost } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "Twice as many appends a second", by one setting of the services' roles. */
export const answeredBeforeDurable: SeededBug = {
  name: 'answered-before-durable',
  says: 'Commits are answered before the database has written them down (synchronous_commit = off).',
  patches: [
    {
      file: 'apps/migrate/src/roles.ts',
      find: `  await admin.query(\`\${exists ? 'ALTER' : 'CREATE'} ROLE \${role} LOGIN PASSWORD \${verifier}\`);`,
      replace: `  await admin.query(\`\${exists ? 'ALTER' : 'CREATE'} ROLE \${role} LOGIN PASSWORD \${verifier}\`);
  await admin.query(\`ALTER ROLE \${role} SET synchronous_commit = off\`);`,
    },
  ],
  scenario: databaseLost,
  caughtBy: ['acknowledged', 'feed'],
};
