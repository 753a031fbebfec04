import { eventHash, readEvent } from '@countersign/proof';
import { eventsExample } from './events.example.js';

test.each(eventsExample.items)('the example of the feed has the hashes that a reader computes', (event) => {
  const { hash, previousHash, position, recordedAtMicros, body, contradicts } = readEvent(event);
  expect(contradicts).toBeNull();
  expect(hash).toBe(eventHash({ previousHash, position, recordedAtMicros, body }));
});
