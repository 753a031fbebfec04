import { Readable } from 'node:stream';
import type { Caller, RequestAudience } from '@countersign/contracts';
import { maySeeRequest } from '@countersign/kernel';
import { NoticeQueue } from './notice-queue.js';
import type { RequestChange } from './request-change.js';
import { heartbeat, serverSentEvent } from './server-sent-event.js';

/** A request is told of once in so many milliseconds: what changes in bursts is read once. */
const WINDOW_MS = 100;
const HEARTBEAT_MS = 15_000;
/** Requests a subscriber may have waiting to be told of. */
const MOST_WAITING = 200;
/** Bytes written for a subscriber who does not read them. */
const BUFFER_BYTES = 16 * 1024;
/** After its end a stream that nobody reads is cut. */
const LAST_WORDS_MS = 2_000;

/** Counts what streams send. */
export interface NoticeCounts {
  sent(notices: number): void;
  resynced(): void;
}

/**
 * One subscriber's stream of notices, as the text that goes out. It tells of nothing but what is offered to it and
 * its caller may see, holds little while the caller does not read, and ends with the caller's token.
 */
export class NoticeStream extends Readable {
  private readonly queue = new NoticeQueue(MOST_WAITING);
  private readonly beat = setInterval(() => this.heartbeat(), HEARTBEAT_MS);
  private readonly expiry: NodeJS.Timeout;
  private window: NodeJS.Timeout | undefined;
  private state: 'waiting' | 'open' | 'ended' = 'waiting';
  private blocked = false;
  private told = '';

  /** @param here - the cursor up to which changes have been offered */
  constructor(
    readonly caller: Caller,
    private readonly here: () => string,
    private readonly counts: NoticeCounts,
  ) {
    super({ highWaterMark: BUFFER_BYTES });
    const left = caller.tokenExpiresAt.getTime() - Date.now();
    this.expiry = setTimeout(() => this.finish('token-expired'), Math.max(0, left));
    // So that the client has its answer before anything happens.
    this.write(': notices\n\n');
  }

  /** Begins to tell, from a cursor on, or from here on; what was offered before is kept until then. */
  start(from?: string): void {
    if (this.state !== 'waiting') return;
    this.state = 'open';
    this.told = from ?? this.here();
    this.write(serverSentEvent('ready', {}, this.told));
    this.schedule();
  }

  /** A request has changed: noted if the caller may see it, and only then. */
  offer(change: RequestChange, { requester, steps }: RequestAudience): void {
    if (this.state === 'ended' || !maySeeRequest(this.caller, requester, steps)) return;
    this.queue.add(change);
    this.schedule();
  }

  /** Something may have been missed: tells the caller to read anew what they look at. */
  lose(): void {
    if (this.state === 'ended') return;
    this.queue.lose();
    this.schedule();
  }

  /** Ends the stream, with a last event if there is something to say. */
  finish(event?: string): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.stopTimers();
    if (event !== undefined) this.push(serverSentEvent(event, {}, this.told || this.here()));
    this.push(null);
    const cut = setTimeout(() => this.destroy(), LAST_WORDS_MS);
    this.once('close', () => clearTimeout(cut));
  }

  /** Asked for more: the reader has caught up. */
  override _read(): void {
    this.blocked = false;
    this.schedule();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.state = 'ended';
    this.stopTimers();
    done(error);
  }

  private schedule(): void {
    if (this.state !== 'open' || this.blocked || this.queue.isEmpty) return;
    this.window ??= setTimeout(() => this.flush(), WINDOW_MS);
  }

  private flush(): void {
    this.window = undefined;
    if (this.blocked) return;
    const here = this.here();
    const taken = this.queue.take();
    if (taken === 'resync') this.resync(here);
    else {
      // Only the last says `here`: a client that is cut off between two has not been told of the second.
      const last = taken.length - 1;
      const texts = taken.map((one, i) =>
        serverSentEvent('request-changed', one, i === last ? here : this.told),
      );
      this.write(texts.join(''));
      this.counts.sent(taken.length);
    }
    this.told = here;
  }

  private resync(here: string): void {
    this.write(serverSentEvent('resync', {}, here));
    this.counts.resynced();
  }

  /** While something waits to be told, the client must not note that it was. */
  private heartbeat(): void {
    if (this.state !== 'open' || this.blocked) return;
    if (this.queue.isEmpty) this.told = this.here();
    this.write(heartbeat(this.told));
  }

  private write(text: string): void {
    if (!this.push(text)) this.blocked = true;
  }

  private stopTimers(): void {
    clearInterval(this.beat);
    clearTimeout(this.expiry);
    clearTimeout(this.window);
  }
}
