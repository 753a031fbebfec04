import { Unavailable } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import type { PositionWaiter, Projection } from '@countersign/consumers';
import { postgresFailure } from '@countersign/postgres';

/** Which consumer fills a read model, and from which logs. */
type Behind = Pick<Projection, 'name' | 'logs'>;

/** Reads of read models: not before they have seen what the caller wants seen, and 503 while there is no database. */
export class Reads {
  constructor(private readonly waiter: PositionWaiter) {}

  /**
   * Runs a query once every projection behind it has handled the positions of its logs; positions of other logs
   * say nothing about it.
   * @throws NotCaughtUp after 2 s, Unavailable when the database does not answer, and whatever the query refuses
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
