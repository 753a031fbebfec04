import type { LogName } from '@countersign/contracts';
import { qualified } from '@countersign/postgres';
import { TICK_MS } from '@countersign/timing';

/** Unqualified name of the table. */
export const DEADLINE = 'deadline';

/**
 * The schema that holds nothing but a log's deadlines. The service may create in it, as a rebuild needs, which it
 * must not in the schema of the log.
 */
export const deadlineSchema = (log: LogName): string => `${log}_deadlines`;

/** The table that deadlines are kept in, qualified and quoted. */
export const deadlineTable = (log: LogName): string => qualified(deadlineSchema(log), DEADLINE);

/** Name of the projection that keeps the table. */
export const deadlineConsumer = (log: LogName): string => `${log}-deadlines`;

/** The keeper looks at least this often: nothing tells it of the deadlines that a rebuild has brought in. */
export const LOOK_EVERY_MS = TICK_MS;

/** Notified in the transaction that sets deadlines which may come before anybody looks, so that they look at once. */
export const deadlineChannel = (log: LogName): string => `countersign_${log}_deadline`;
