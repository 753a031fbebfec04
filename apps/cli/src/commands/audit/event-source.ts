import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { read } from '@countersign/api-client';
import type { Api } from '@countersign/api-client';
import { UsageError } from '../../failures.js';

const PAGE = 200;

/** Every event the server has now, page by page; ends where the feed stands still. */
export async function* eventsOfFeed(api: Api): AsyncGenerator<unknown> {
  for (let after: string | undefined; ;) {
    const query = { limit: PAGE, ...(after === undefined ? {} : { after }) };
    const { items, nextCursor } = await read(api.GET('/v1/events', { params: { query: query as never } }));
    yield* items;
    if (items.length === 0 && nextCursor === after) return;
    after = nextCursor;
  }
}

/** The values of a file of JSON lines, one after the other; `-` is standard input. */
export async function* eventsOfFile(path: string): AsyncGenerator<unknown> {
  for await (const { value } of jsonLines(path)) yield value;
}

/** @throws UsageError when the file cannot be read, or a line of it is no JSON */
export async function* jsonLines(path: string): AsyncGenerator<{ value: unknown; line: number }> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  // `once` only notes the failure: readline ends quietly with the stream it reads.
  let failure: Error | undefined;
  input.once('error', (error: Error) => (failure = error));
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line++;
    if (text.trim()) yield { value: parsed(text, path, line), line };
  }
  if (failure) throw new UsageError(`${path} cannot be read: ${failure.message}.`);
}

function parsed(text: string, path: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`Line ${line} of ${path} is no JSON.`);
  }
}
