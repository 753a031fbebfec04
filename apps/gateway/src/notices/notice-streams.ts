import type { Caller } from '@countersign/contracts';
import { NoRoomForStreams, TooManyStreams } from './notice.errors.js';
import { NoticeStream } from './notice-stream.js';
import type { NoticeCounts } from './notice-stream.js';

/** Streams one person may have: a few browser windows and machines. */
export const MOST_PER_PERSON = 10;

/** Where it is told how many streams there are, and what they send. */
export interface NoticeMetrics extends NoticeCounts {
  open(streams: number): void;
}

/** The open streams of this process. */
export class NoticeStreams {
  private readonly streams = new Set<NoticeStream>();
  private ending = false;

  /** @param most - streams this process may have */
  constructor(
    private readonly most: number,
    private readonly metrics: NoticeMetrics,
  ) {}

  get size(): number {
    return this.streams.size;
  }

  /**
   * A further stream, counted until it is closed.
   * @throws TooManyStreams (429), NoRoomForStreams (503)
   */
  open(caller: Caller, here: () => string): NoticeStream {
    if (this.ending || this.streams.size >= this.most) throw new NoRoomForStreams();
    if (this.countOf(caller) >= MOST_PER_PERSON) throw new TooManyStreams(MOST_PER_PERSON);
    const stream = new NoticeStream(caller, here, this.metrics);
    this.streams.add(stream);
    this.metrics.open(this.streams.size);
    stream.once('close', () => {
      this.streams.delete(stream);
      this.metrics.open(this.streams.size);
    });
    return stream;
  }

  forEach(tell: (stream: NoticeStream) => void): void {
    this.streams.forEach(tell);
  }

  /** Ends all of them, at once and for good: they would hold up the end of the process. */
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
