import { mirrorsLost } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

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
