import type { LogName } from '@countersign/contracts';
import { testLog } from '@countersign/mirror/testing';
import type { TestLog } from '@countersign/mirror/testing';
import { asAdmin } from '@countersign/postgres/testing';
import type { TestDatabase } from '@countersign/testing';
import { installConsumers } from '../install-consumers.js';

/** A log installed in a test's database, with the tables for its service's consumers. */
export async function testConsumersLog(database: TestDatabase, name: LogName): Promise<TestLog> {
  const log = await testLog(database, name);
  await asAdmin(database, (admin) =>
    installConsumers(admin, { schema: name, serviceRole: `countersign_${name}` }),
  );
  return log;
}
