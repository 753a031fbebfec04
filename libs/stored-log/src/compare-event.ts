import type { EventBody } from '@countersign/contracts';
import { eventHash } from '@countersign/proof';
import { contradictionOfText, differingColumn, parsedBody } from './columns.js';
import type { HashedEvent } from './stored-rows.js';

/** What a comparison found: the parsed body, or what is wrong with the event. */
export type Compared = { body: EventBody; wrong?: undefined } | { body?: undefined; wrong: string };

/** Compares the columns, the private text and the hash of an event with its body. Memberships are rows of their own. */
export function compareEvent(event: HashedEvent, previousHash: string): Compared {
  const body = parsedBody(event.body);
  if (!body) return { wrong: 'the body is not that of an event' };
  const column = differingColumn(event, body);
  if (column) return { wrong: `column ${column} differs from the body that was hashed` };
  const text = contradictionOfText(event, body);
  if (text) return { wrong: text };
  if (eventHash({ ...event, previousHash }) !== event.hash) return { wrong: BROKEN_CHAIN };
  return { body };
}

const BROKEN_CHAIN = 'body, recorded_at, hash or order is not what was recorded: the chain breaks here';
