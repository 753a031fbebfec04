import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { read } from '@countersign/api-client';
import type { Api } from '@countersign/api-client';
import { UsageError } from '../../failures.js';

const PAGE = 200;

/** Every event the server has now, page by page; ends where the feed stands still. */
export async function* eventsOfFeed(api: Api): AsyncGenerator {
  for (let after: string | undefined; ;) {
    const query = { limit: PAGE, ...(after === undefined ? {} : { after }) };
    const { items, nextCursor } = await read(api.GET('/v1/events', { params: { query: query as never } }));
    yield* items;
    if (items.length === 0 && nextCursor === after) return;
    after = nextCursor;
  }
}

/** The values of a file of JSON lines, one after the other; `-` is standard input. */
export async function* eventsOfFile(path: string): AsyncGenerator {
  for await (const { value } of jsonLines(path)) yield value;
}

/** @throws UsageError when the file cannot be read, or a line of it is no JSON */
export async function* jsonLines(path: string): AsyncGenerator<{ value: unknown; line: number }> {
  let line = 0;
  for await (const text of textLines(path)) {
    line++;
    if (text.trim()) yield { value: parsed(text, path, line), line };
  }
}

async function* textLines(path: string): AsyncGenerator<string> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  // Some versions of Node pass a failure on to who reads the lines, others end them quietly.
  let failure: unknown;
  input.once('error', (error: unknown) => (failure = error));
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } catch (error) {
    failure = error;
  }
  if (failure !== undefined)
    throw new UsageError(
      `${path} cannot be read: ${failure instanceof Error ? failure.message : 'it broke off'}.`,
    );
}

function parsed(text: string, path: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`Line ${line} of ${path} is no JSON.`);
  }
}
