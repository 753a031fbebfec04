import { Unavailable } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import type { PositionWaiter, Projection } from '@countersign/consumers';
import { postgresFailure } from '@countersign/sqlstate';

/** The consumer that fills a read model, and its logs. */
type Behind = Pick<Projection, 'name' | 'logs'>;

/** Queries of read models: they wait for the positions that the caller names, and answer 503 while the database is down. */
export class Reads {
  constructor(private readonly waiter: PositionWaiter) {}

  /**
   * Runs a query once every projection behind it has handled the positions of its logs; positions of other logs are
   * ignored.
   * @throws NotCaughtUp after 2 s, Unavailable when the database does not answer, and every refusal of the query
   */
  async after<T>(
    atLeast: readonly LogPosition[],
    behind: readonly Behind[],
    query: () => Promise<T>,
  ): Promise<T> {
    try {
      await Promise.all(behind.map(({ name, logs }) => this.waiter.wait(name, ofLogs(atLeast, logs))));
      return await query();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      throw new Unavailable('The database of lists');
    }
  }
}

function ofLogs(positions: readonly LogPosition[], logs: Behind['logs']): LogPosition[] {
  return positions.filter(({ log }) => logs.includes(log));
}

/** Whether the database does not answer, or cannot answer now; trying again may help. */
function isUnavailable(error: unknown): boolean {
  const failure = postgresFailure(error);
  return failure !== undefined && failure !== 'not-installed' && failure !== 'refused';
}
