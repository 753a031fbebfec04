import { eventually } from '@countersign/testing';

/** An event as a client of `GET /v1/notices` sees it. */
export interface ReceivedEvent {
  name: string;
  id: string;
  data: Record<string, unknown>;
}

/** A reader of a stream of server-sent events. */
export interface Listener {
  status: number;
  headers: Headers;
  events: ReceivedEvent[];
  names(): string[];
  /** Waits for an event, also one that has come already. */
  until(wanted: (event: ReceivedEvent) => boolean, patienceMs?: number): Promise<void>;
  /** The data of the next `count` notices, counted from event `from`. */
  changed(count?: number, from?: number, patienceMs?: number): Promise<Record<string, unknown>[]>;
  readonly closed: boolean;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close(): void;
}

/** Reads a stream with `fetch`, as browsers do that must send a token. */
export async function listen(url: string, token: string, lastEventId?: string): Promise<Listener> {
  const gone = new AbortController();
  const headers = {
    authorization: `Bearer ${token}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const response = await fetch(url, { headers, signal: gone.signal });
  const events: ReceivedEvent[] = [];
  let closed = false;
  const ended = read(response, events).finally(() => (closed = true));
  // A test that ends its stream does not wait for its end.
  ended.catch(() => undefined);
  const until: Listener['until'] = (wanted, patienceMs = 8_000) =>
    eventually(
      'the event comes',
      () => {
        if (!events.some(wanted)) throw new Error(`waited in vain; there came ${JSON.stringify(events)}`);
      },
      patienceMs,
    );
  const notices = (from: number) => events.slice(from).filter(({ name }) => name === 'request-changed');
  return {
    status: response.status,
    headers: response.headers,
    events,
    until,
    ended,
    names: () => events.map(({ name }) => name),
    changed: async (count = 1, from = 0, patienceMs) => {
      await until(() => notices(from).length >= count, patienceMs);
      return notices(from).map(({ data }) => data);
    },
    get closed() {
      return closed;
    },
    close: () => gone.abort(),
  };
}

async function read({ status, body }: Response, events: ReceivedEvent[]): Promise<void> {
  if (status !== 200 || !body) return;
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) if (block.startsWith('event: ')) events.push(parsed(block));
  }
}

function parsed(block: string): ReceivedEvent {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  return {
    name: field('event'),
    id: field('id'),
    data: JSON.parse(field('data')) as Record<string, unknown>,
  };
}
