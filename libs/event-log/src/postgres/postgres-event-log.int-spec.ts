import { eventLogContract } from '../testing/event-log.contract.js';
import { testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';

describe('PostgresEventLog', () => {
  let logs: TestLog[] = [];
  afterEach(async () => {
    await Promise.all(logs.map((log) => log.drop()));
    logs = [];
  });

  eventLogContract(async (upcaster) => {
    const log = await testLog();
    logs.push(log);
    return log.open(upcaster && { upcaster });
  });
});
