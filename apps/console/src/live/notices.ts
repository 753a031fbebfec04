import { EventStreamParser } from './event-stream.js';
import type { StreamEvent } from './event-stream.js';

/** `lost`: the stream broke off or cannot be opened, and is retried; `off`: this gateway has no notices. */
export type Connection = 'connecting' | 'open' | 'lost' | 'off';

interface NoticesOptions {
  token: () => Promise<string>;
  onEvent: (event: StreamEvent) => void;
  onConnection: (connection: Connection) => void;
  signal: AbortSignal;
}

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 15_000;
/** Heartbeats come every 15 s; a longer silence than two of them means that the connection is dead. */
const SILENCE_TIMEOUT_MS = 40_000;

/** Reads `GET /v1/notices` until the signal aborts, and reconnects whenever the stream ends. */
export async function readNotices(options: NoticesOptions): Promise<void> {
  const { signal, onConnection } = options;
  const cursor = { lastId: '' };
  let failures = 0;
  for (;;) {
    const end = await readOnce(options, cursor);
    if (signal.aborted) return;
    if (end === 'off') {
      onConnection('off');
      return;
    }
    failures = end === 'ended' ? 0 : failures + 1;
    // An open stream that ends (its token expired, a gateway restarted) counts as lost only if reconnecting fails.
    if (failures > 0) onConnection('lost');
    await pause(backoffAfter(failures), signal);
  }
}

const backoffAfter = (failures: number): number =>
  Math.min(FIRST_BACKOFF_MS * 2 ** Math.max(0, failures - 1), MAX_BACKOFF_MS);

async function readOnce(
  { token, onEvent, onConnection, signal }: NoticesOptions,
  cursor: { lastId: string },
): Promise<'ended' | 'failed' | 'off'> {
  const silence = new AbortController();
  const watch = () => setTimeout(() => silence.abort(), SILENCE_TIMEOUT_MS);
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
    const parser = new EventStreamParser(cursor.lastId);
    for await (const chunk of chunksOf(answer.body)) {
      clearTimeout(timer);
      timer = watch();
      for (const event of parser.push(chunk)) onEvent(event);
      cursor.lastId = parser.lastId;
    }
    return 'ended';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}

/** Not every browser can iterate over a stream. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The signal outlives the pause, so the listener is removed when the pause ends. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
