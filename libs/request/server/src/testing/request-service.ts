import { Client, Pool } from 'pg';
import { installLog, PostgresEventLog } from '@countersign/event-log';
import type { Unmatched } from '@countersign/contracts';
import { FixedClock } from '@countersign/platform';
import { testPostgres } from '@countersign/testing';
import type { NoticeBus } from '../followed-notices.js';
import { installSigningKeys } from '../signing-keys/key-table.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { LocalNoticeBus } from './notice-bus.js';
import { requestInstance } from './request-instance.js';

const ROLE = 'countersign_request_test';
const OWNER = 'countersign_owner';

/** The installation's own rules for submissions. */
interface ServiceRules {
  unmatched?: Unmatched;
  maxOpenRequests?: number;
}

/** The request service without its transport, on a database of its own. */
export async function requestService(now: Date, bus: NoticeBus = new LocalNoticeBus()) {
  const database = await testPostgres();
  const url = await database.createRole(ROLE);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await installLog(admin, { log: 'request', serviceRole: ROLE, ownerRole: OWNER });
  await installSigningKeys(admin, { serviceRole: ROLE, ownerRole: OWNER });
  await admin.end();
  const logs: PostgresEventLog[] = [];
  const pool = new Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const keys = new SigningKeys(pool, new Uint8Array(32), new FixedClock(now));
  await keys.prepare();
  const open = (clock: FixedClock, { unmatched, maxOpenRequests }: ServiceRules = {}) => {
    const log = new PostgresEventLog({ log: 'request', url });
    logs.push(log);
    return { ...requestInstance({ log, clock, keys, bus, unmatched, maxOpenRequests }), log };
  };
  return {
    ...open(new FixedClock(now)),
    database,
    url,
    keys,
    /** Another instance of the same service: connections, caches and a clock of its own. */
    another: (clock = new FixedClock(now), rules?: ServiceRules) => open(clock, rules),
    close: async () => {
      await Promise.all([...logs.map((log) => log.close()), pool.end()]);
      await database.drop();
    },
  };
}

export type RequestService = Awaited<ReturnType<typeof requestService>>;
