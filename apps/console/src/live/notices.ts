import { EventStreamParser } from './event-stream.js';
import type { StreamEvent } from './event-stream.js';

/** `lost`: it was there or should be, and is tried again; `off`: this gateway has no notices. */
export type Connection = 'connecting' | 'open' | 'lost' | 'off';

/** What reading the notices needs, and whom it tells. */
export interface NoticesOptions {
  token: () => Promise<string>;
  onEvent: (event: StreamEvent) => void;
  onConnection: (connection: Connection) => void;
  signal: AbortSignal;
}

const FIRST_BREAK_MS = 500;
const LONGEST_BREAK_MS = 15_000;
/** Heartbeats come every 15 s; a silence of more than two says that nobody is there. */
const SILENCE_MS = 40_000;

/** Reads `GET /v1/notices` until the signal comes, and reads it again whenever it ends. */
export async function readNotices(options: NoticesOptions): Promise<void> {
  const { signal, onConnection } = options;
  const cursor = { lastId: '' };
  let failures = 0;
  for (;;) {
    const end = await once(options, cursor);
    if (signal.aborted) return;
    if (end === 'off') {
      onConnection('off');
      return;
    }
    failures = end === 'ended' ? 0 : failures + 1;
    // A stream that was open and ended (its token did, a gateway restarted) is no loss until it cannot be had again.
    if (failures > 0) onConnection('lost');
    await pause(breakAfter(failures), signal);
  }
}

/** Doubles from half a second to 15 s. */
export const breakAfter = (failures: number): number =>
  Math.min(FIRST_BREAK_MS * 2 ** Math.max(0, failures - 1), LONGEST_BREAK_MS);

async function once(
  { token, onEvent, onConnection, signal }: NoticesOptions,
  cursor: { lastId: string },
): Promise<'ended' | 'failed' | 'off'> {
  const silence = new AbortController();
  const watch = () => setTimeout(() => silence.abort(), SILENCE_MS);
  let timer = watch();
  try {
    const headers = {
      accept: 'text/event-stream',
      authorization: `Bearer ${await token()}`,
      ...(cursor.lastId && { 'last-event-id': cursor.lastId }),
    };
    const answer = await fetch('/v1/notices', { headers, signal: AbortSignal.any([signal, silence.signal]) });
    if (answer.status === 404) return 'off';
    if (!answer.ok || !answer.body) return 'failed';
    onConnection('open');
    const parser = new EventStreamParser();
    for await (const piece of piecesOf(answer.body)) {
      clearTimeout(timer);
      timer = watch();
      for (const event of parser.push(piece)) {
        cursor.lastId = event.id;
        onEvent(event);
      }
    }
    return 'ended';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}

/** Not every browser can iterate over a stream. */
async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
    signal.addEventListener('abort', () => done(), { once: true });
  });
}
