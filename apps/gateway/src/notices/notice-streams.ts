import type { Caller } from '@countersign/contracts';
import { NoRoomForStreams, TooManyStreams } from './notice.errors.js';
import { NoticeStream } from './notice-stream.js';
import type { NoticeCounts } from './notice-stream.js';

/** Maximum streams of a person: a few browser windows and machines. */
export const MAX_STREAMS_PER_PERSON = 10;

export interface NoticeMetrics extends NoticeCounts {
  open(streams: number): void;
}

/** The open streams of this process. */
export class NoticeStreams {
  private readonly streams = new Set<NoticeStream>();
  private ending = false;

  /** @param limit - maximum streams of this process */
  constructor(
    private readonly limit: number,
    private readonly metrics: NoticeMetrics,
  ) {}

  get size(): number {
    return this.streams.size;
  }

  /**
   * Opens a stream, which counts until it is closed.
   * @throws TooManyStreams (429), NoRoomForStreams (503)
   */
  open(caller: Caller, here: () => string): NoticeStream {
    if (this.ending || this.streams.size >= this.limit) throw new NoRoomForStreams();
    if (this.countOf(caller) >= MAX_STREAMS_PER_PERSON) throw new TooManyStreams(MAX_STREAMS_PER_PERSON);
    const stream = new NoticeStream(caller, here, this.metrics);
    this.streams.add(stream);
    this.metrics.open(this.streams.size);
    stream.once('close', () => {
      this.streams.delete(stream);
      this.metrics.open(this.streams.size);
    });
    return stream;
  }

  forEach(work: (stream: NoticeStream) => void): void {
    this.streams.forEach(work);
  }

  /** Ends all streams and refuses new ones: open streams would delay the end of the process. */
  end(): void {
    this.ending = true;
    this.forEach((stream) => stream.finish());
  }

  private countOf({ issuer, id }: Caller): number {
    let count = 0;
    for (const { caller } of this.streams) if (caller.issuer === issuer && caller.id === id) count++;
    return count;
  }
}
