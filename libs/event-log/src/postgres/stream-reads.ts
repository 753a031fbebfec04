/** Most streams that one query reads; the others wait for the next query. */
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
 * Stream reads that start at the same moment share one query, as appends share a flush. Each query is sent after its
 * reads began, so it sees everything stored before; a query that fails makes only its own reads fail.
 */
export class StreamReads<Event> {
  private waiting: Waiting<Event>[] = [];

  /** @param query - returns the events of each wanted stream, in the order of the argument */
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
