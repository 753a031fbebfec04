import { createHash } from 'node:crypto';
import { z } from 'zod';
import { id, InvalidInput } from '@countersign/contracts';

/** Where a page ended: the sort keys and the id of its last row. */
export interface KeysetPosition {
  keys: string[];
  id: string;
}

/** A query of a list: its filters and order, the size of the page, and its cursor. */
export interface ListQuery {
  limit: number;
  cursor?: string | undefined;
}

const cursor = z.strictObject({ keys: z.array(z.string()), id, for: z.string() });

/** A position in the list under these filters, as an opaque text. */
export function encodeCursor({ keys, id }: KeysetPosition, query: ListQuery): string {
  const content: z.infer<typeof cursor> = { keys, id, for: fingerprint(query) };
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/**
 * Reads {@link encodeCursor}'s text.
 * @param keys - the keys that this list can have: cursors come from clients, and the database refuses other values
 * @throws InvalidInput when the text is not a cursor, or was made under other filters or another order
 */
export function decodeCursor(text: string, query: ListQuery, keys: z.ZodType<string[]>): KeysetPosition {
  const read = cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
  if (!read.success) throw refused('is not a cursor of this list');
  if (read.data.for !== fingerprint(query))
    throw refused('belongs to a list with other filters or another order');
  if (!keys.safeParse(read.data.keys).success) throw refused('is not a cursor of this list');
  return { keys: read.data.keys, id: read.data.id };
}

/** Identifies a list by every filter and the order, but neither by the size of the page nor by the cursor. */
function fingerprint({ limit: _limit, cursor: _cursor, ...filters }: ListQuery): string {
  const sorted = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 16);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(message: string): InvalidInput {
  return new InvalidInput([{ path: 'cursor', message }]);
}
