import { crashes } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "Move the cursor first, so that nothing is handled twice." At most once, then. */
export const cursorBeforeEffect: SeededBug = {
  name: 'cursor-before-effect',
  says: 'A process manager moves its cursor before it has handled the events.',
  patches: [
    {
      file: 'libs/consumers/src/process-manager-effect.ts',
      find: `    const parked = await this.handleByStream(events, parkedStreams);
    return inTransaction(this.context.pool, async (client) => {
      const moved = await this.context.cursors.move(client, cursor, endOf(events));
      await this.context.parked.park(client, parked);
      await this.context.parked.forget(client, erasedTextsIn(events));
      return moved;
    });`,
      replace: `    const { pool, cursors } = this.context;
    const moved = await inTransaction(pool, (client) => cursors.move(client, cursor, endOf(events)));
    const parked = await this.handleByStream(events, parkedStreams);
    await inTransaction(pool, (client) => this.context.parked.park(client, parked));
    return moved;`,
    },
  ],
  scenario: crashes,
  caughtBy: ['one-end', 'one-access'],
};
