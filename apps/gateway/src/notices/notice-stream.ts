import { Readable } from 'node:stream';
import type { Caller, RequestAudience } from '@countersign/contracts';
import { maySeeRequest } from '@countersign/kernel';
import { NoticeQueue } from './notice-queue.js';
import type { RequestChange } from './request-change.js';

/** At most one notice per request in this time, so that a burst of changes causes one read. */
const WINDOW_MS = 100;
const HEARTBEAT_MS = 15_000;
/** Maximum number of requests with a pending notice. */
const MAX_PENDING = 200;
/** Buffered bytes for a subscriber that does not read them. */
const BUFFER_BYTES = 16 * 1024;
/** A stream whose end is not read within this time is cut. */
const END_TIMEOUT_MS = 2_000;

/** Counts what streams send. */
export interface NoticeCounts {
  sent(notices: number): void;
  resynced(): void;
}

/**
 * One subscriber's stream of notices, as text. It sends only offered changes that its caller may see, buffers little
 * while the caller does not read, and ends when the caller's token expires.
 */
export class NoticeStream extends Readable {
  private readonly queue = new NoticeQueue(MAX_PENDING);
  private readonly beat = setInterval(() => this.heartbeat(), HEARTBEAT_MS);
  private readonly expiry: NodeJS.Timeout;
  private window: NodeJS.Timeout | undefined;
  private state: 'waiting' | 'open' | 'ended' = 'waiting';
  private blocked = false;
  private sentUpTo = '';

  /** @param here - the cursor up to which changes have been offered */
  constructor(
    readonly caller: Caller,
    private readonly here: () => string,
    private readonly counts: NoticeCounts,
  ) {
    super({ highWaterMark: BUFFER_BYTES });
    const left = caller.tokenExpiresAt.getTime() - Date.now();
    this.expiry = setTimeout(() => this.finish('token-expired'), Math.max(0, left));
    // Sent at once, so that the client receives the headers before the first event.
    this.write(': notices\n\n');
  }

  /** Starts sending, with changes offered before the start. @param from - a cursor; by default the current one */
  start(from?: string): void {
    if (this.state !== 'waiting') return;
    this.state = 'open';
    this.sentUpTo = from ?? this.here();
    this.write(serverSentEvent('ready', {}, this.sentUpTo));
    this.schedule();
  }

  /** Queues a change if the caller may see the request (rules.md#visibility). */
  offer(change: RequestChange, { requester, steps }: RequestAudience): void {
    if (this.state === 'ended' || !maySeeRequest(this.caller, requester, steps)) return;
    this.queue.add(change);
    this.schedule();
  }

  /** Tells the caller to reload everything, because changes may have been missed. */
  lose(): void {
    if (this.state === 'ended') return;
    this.queue.lose();
    this.schedule();
  }

  /** Ends the stream. @param event - the name of a last event */
  finish(event?: string): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.stopTimers();
    if (event !== undefined) this.push(serverSentEvent(event, {}, this.sentUpTo || this.here()));
    this.push(null);
    const cut = setTimeout(() => this.destroy(), END_TIMEOUT_MS);
    this.once('close', () => clearTimeout(cut));
  }

  /** Called by Node when the reader has caught up. */
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
      // Only the last notice carries `here`: a client that is cut off before it must get it again.
      const last = taken.length - 1;
      const texts = taken.map((notice, i) =>
        serverSentEvent('request-changed', notice, i === last ? here : this.sentUpTo),
      );
      this.write(texts.join(''));
      this.counts.sent(taken.length);
    }
    this.sentUpTo = here;
  }

  private resync(here: string): void {
    this.write(serverSentEvent('resync', {}, here));
    this.counts.resynced();
  }

  /** While notices are pending, the heartbeat must not advance the client's cursor past them. */
  private heartbeat(): void {
    if (this.state !== 'open' || this.blocked) return;
    if (this.queue.isEmpty) this.sentUpTo = this.here();
    this.write(heartbeat(this.sentUpTo));
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

/** An event of a `text/event-stream` (HTML standard, "Server-sent events"); its data is JSON, which has no line breaks. */
function serverSentEvent(name: string, data: object, id: string): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A comment with the id to resume from: clients store the id, and dispatch no event without data. */
const heartbeat = (id: string): string => `: heartbeat\nid: ${id}\n\n`;
