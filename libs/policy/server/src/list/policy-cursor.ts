import { InvalidInput } from '@countersign/contracts';
import { z } from 'zod';

/** Where a policy stands in the list: its folded name, then its id. */
const place = z.object({ name: z.string(), id: z.string() });
export type Place = z.infer<typeof place>;

/** Opaque to clients: base64url of JSON. */
export function writeCursor(at: Place): string {
  return Buffer.from(JSON.stringify(at)).toString('base64url');
}

/** @throws InvalidInput on a text that `writeCursor` did not make */
export function readCursor(cursor: string): Place {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new InvalidInput([{ path: 'cursor', message: 'is not a cursor of this list' }]);
  }
}
