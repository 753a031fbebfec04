import { eventHash, readEvent } from '@countersign/proof';
import { eventsExample } from './events.controller.js';

it.each(eventsExample.items)('has an example with the hashes that a reader computes', (event) => {
  const { hash, previousHash, position, recordedAtMicros, body, contradicts } = readEvent(event);
  expect(contradicts).toBeNull();
  expect(hash).toBe(eventHash({ previousHash, position, recordedAtMicros, body }));
});
