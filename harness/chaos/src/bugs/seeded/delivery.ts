import { calm, crashes, linesLost, mirrorsLost, redelivery } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

// Bugs of delivery: an event is lost on its way to the mirror or to a consumer, or takes effect twice.

/** "We know what was acknowledged; why ask?" Because the stream may hold more than that, or nothing any more. */
export const relayResumesFromAcks: SeededBug = {
  name: 'relay-resumes-from-acks',
  says: 'After a failure the relay goes on after the last acknowledged position instead of asking the stream.',
  patches: [
    {
      file: 'libs/mirror/src/relay.ts',
      find: `    const publisher = new LogPublisher(feed, nc, inboxPrefix, end, source);`,
      replace: `    const acked = this.publisher && { position: this.publisher.confirmed, hash: null };
    const publisher = new LogPublisher(feed, nc, inboxPrefix, acked ?? end, source);`,
    },
  ],
  scenario: mirrorsLost,
  caughtBy: ['caught-up', 'mirrors'],
};

/** "What was acknowledged is there, what was not is sent again": and there twice, where only the answer was lost. */
export const mirrorExpectsNothing: SeededBug = {
  name: 'mirror-expects-nothing',
  says: 'The relay sends again what was not acknowledged, without naming the sequence that it must follow.',
  patches: [
    ...relayResumesFromAcks.patches,
    {
      file: 'libs/mirror/src/mirror-publisher.ts',
      find: `    this.expectation.set(EXPECTED_LAST_SEQUENCE, String(position - 1));
`,
      replace: '',
    },
  ],
  scenario: linesLost,
  caughtBy: ['mirrors'],
};

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

/** "A check-in only matters to those who watch": but the list shows it. */
export const rebuildForgetsType: SeededBug = {
  name: 'rebuild-forgets-type',
  says: 'A rebuild leaves out check-ins, which the live projection has.',
  patches: [
    {
      file: 'libs/consumers/src/projection-effect.ts',
      find: `    { schema, suffix, batchSize = BATCH }: ProjectionTarget,
  ) {`,
      replace: `    private readonly target: ProjectionTarget,
  ) {
    const { schema, suffix, batchSize = BATCH } = target;`,
    },
    {
      file: 'libs/consumers/src/projection-effect.ts',
      find: `    const { log, upcast } = this.context;
    await this.projection.apply(events.map(upcast), log, { client, table: this.table });`,
      replace: `    const { log, upcast } = this.context;
    const live = this.target.suffix === '';
    const shown = events.filter(({ type }) => live || type !== 'access.checked_in');
    await this.projection.apply(shown.map(upcast), log, { client, table: this.table });`,
    },
  ],
  scenario: calm,
  caughtBy: ['rebuilt'],
};

const follower = 'libs/request/server/src/outcome-follower/outcome-follower.process-manager.ts';

/** "Each event is delivered once": each delivery makes a new command, even for a request that is approved already. */
export const grantedAgain: SeededBug = {
  name: 'granted-again',
  says: 'An approval that is delivered again grants its access again.',
  patches: [
    {
      file: follower,
      find: `import { Inject, Injectable } from '@nestjs/common';`,
      replace: `import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';`,
    },
    {
      file: follower,
      find: `processCommand(this.name, event.id, 0)`,
      replace: `processCommand(this.name, randomUUID(), 0)`,
    },
    {
      file: 'libs/request/domain/src/access.ts',
      find: `  if (access !== null) throw new Error('an access is granted once');
`,
      replace: '',
    },
    {
      file: 'libs/request/domain/src/follow-outcome.ts',
      find: `  return request.status === 'pending' ? endings(outcome, request, now) : [];
`,
      replace: `  if (request.status === 'approved' && outcome.type === 'approval.approved') {
    const window = accessWindow({ approved: outcome.data, ...request }, now);
    return [granted(request.about, window)];
  }
  return request.status === 'pending' ? endings(outcome, request, now) : [];
`,
    },
  ],
  scenario: redelivery,
  caughtBy: ['one-access'],
};
