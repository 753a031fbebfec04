import { crashes } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "Two short transactions instead of a long one." */
export const rowsBesideCursor: SeededBug = {
  name: 'rows-beside-cursor',
  says: 'A projection commits its cursor and its rows in two transactions.',
  patches: [
    {
      file: 'libs/consumers/src/projection-effect.ts',
      find: `  private store(`,
      replace: `  private async store(`,
    },
    {
      file: 'libs/consumers/src/projection-effect.ts',
      find: `    return inTransaction(pool, async (client) => {
      const moved = await cursors.move(client, cursor, endOf(events));
      if (free.length > 0) await this.apply(free, client);
      await parked.park(client, behind);
      await parked.forget(client, erased);
      return moved;
    });`,
      replace: `    const moved = await inTransaction(pool, (client) => cursors.move(client, cursor, endOf(events)));
    await inTransaction(pool, async (client) => {
      if (free.length > 0) await this.apply(free, client);
      await parked.park(client, behind);
      await parked.forget(client, erased);
    });
    return moved;`,
    },
  ],
  scenario: crashes,
  caughtBy: ['read-models'],
};
