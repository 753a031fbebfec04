import { eventLogContract } from '../testing/event-log.contract.js';
import { membershipsContract } from '../testing/memberships.contract.js';
import { privateTextsContract, whyErased } from '../testing/private-texts.contract.js';
import { testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';
import { eraseTexts } from './erase-texts.js';

describe('PostgresEventLog', () => {
  let logs: TestLog[] = [];
  afterEach(async () => {
    await Promise.all(logs.map((log) => log.drop()));
    logs = [];
  });

  const newLog = async (): Promise<TestLog> => {
    const log = await testLog();
    logs.push(log);
    return log;
  };

  eventLogContract(async (upcaster) => (await newLog()).open(upcaster && { upcaster }));
  membershipsContract(async () => (await newLog()).open());
  privateTextsContract(async () => {
    const { open, admin } = await newLog();
    return {
      log: open(),
      erase: (ranges) => eraseTexts(admin, { log: 'request', ranges, ...whyErased }),
      another: () => open(),
    };
  });
});
