/** Streams read by one query: more wait for the next. */
const MOST = 100;

/** A stream, and the version after which its events are wanted. */
export interface WantedStream {
  stream: string;
  afterVersion: number;
}

interface Waiting<Event> extends WantedStream {
  resolve: (events: Event[]) => void;
  reject: (error: unknown) => void;
}

/**
 * Reads of streams that come at the same moment go together, as appends do: one query for many. Each is sent after
 * it was asked for, so it sees whatever was stored before; a query that fails fails those that wait for it alone.
 */
export class StreamReads<Event> {
  private waiting: Waiting<Event>[] = [];

  /** @param query - the events of each wanted stream, in the order of what is wanted */
  constructor(private readonly query: (wanted: WantedStream[]) => Promise<Event[][]>) {}

  read(stream: string, afterVersion: number): Promise<Event[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ stream, afterVersion, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    for (let from = 0; from < all.length; from += MOST) void this.answer(all.slice(from, from + MOST));
  }

  private async answer(batch: Waiting<Event>[]): Promise<void> {
    try {
      const found = await this.query(batch.map(({ stream, afterVersion }) => ({ stream, afterVersion })));
      batch.forEach(({ resolve }, i) => resolve(found[i] ?? []));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
