import type { NatsConnection } from '@nats-io/nats-core';
import { mirrorSubject } from '@countersign/contracts';
import type { LogFeed, StoredEvent } from '@countersign/event-log';
import { cloudEventText, envelopeOf } from './cloud-event.js';
import type { MirrorEnd } from './divergence.js';
import { MirrorPublisher, PublishFailed } from './mirror-publisher.js';

const PAGE = 1000;
/** After a page this full there are probably more events by now: the next page is read while this page is published. */
const BUSY = 64;
/** Full pages per call, so that the caller regains control; a log that is far ahead takes several calls. */
const MOST_BUSY = 100;

/** Publishes a log from the end of its mirror on. After an error it is finished: make another. */
export class LogPublisher {
  private readonly publisher: MirrorPublisher;

  constructor(
    private readonly feed: LogFeed,
    nc: NatsConnection,
    inboxPrefix: string,
    private end: MirrorEnd,
    private readonly source: string,
  ) {
    this.publisher = new MirrorPublisher(nc, inboxPrefix, end.position);
  }

  /** The last position that was sent; it is stored once `catchUp` has resolved. */
  get position(): number {
    return this.end.position;
  }

  /** The last position known to be stored. */
  get confirmed(): number {
    return this.publisher.confirmed;
  }

  /** Abandons what is in flight: it can no longer be answered. */
  abandon(reason: string): void {
    this.publisher.abandon(reason);
  }

  close(): void {
    this.publisher.close();
  }

  /**
   * Publishes what there is, and reads the next page while a page is in flight. Resolves when everything is stored, or,
   * while more keeps coming, after a number of pages: the listener to appends calls again.
   * @param onPage called after each full page: there may be much more
   * @throws PublishFailed if the mirror or the log is not as expected
   */
  async catchUp(signal: AbortSignal, onPage: () => Promise<void>): Promise<void> {
    let events = await this.read(this.end.position + 1);
    let busy = 0;
    while (events.length > 0 && !signal.aborted) {
      const end = this.endAfter(events);
      const full = events.length === PAGE;
      const readsOn = full || (events.length >= BUSY && ++busy < MOST_BUSY);
      const ahead = readsOn ? this.read(end.position + 1) : Promise.resolve([]);
      ahead.catch(() => undefined);
      await this.publish(events);
      this.end = end;
      if (full) await onPage();
      events = await ahead;
    }
    await this.publisher.drain();
  }

  /** The log may have been put back and have grown again: then it no longer continues what was published. */
  private endAfter(events: readonly StoredEvent[]): MirrorEnd {
    let { position, hash } = this.end;
    for (const event of events) {
      if (event.position !== position + 1 || (hash !== null && event.previousHash !== hash)) {
        throw new PublishFailed(
          event.position,
          `the log does not continue what the mirror holds at ${position}`,
        );
      }
      ({ position, hash } = event);
    }
    return { position, hash };
  }

  private async publish(events: readonly StoredEvent[]): Promise<void> {
    const { name } = this.feed;
    const end = events.at(-1)?.position;
    for (const event of events) {
      if (this.publisher.full) await this.publisher.room();
      const envelope = envelopeOf(event.body);
      const subject = mirrorSubject(name, envelope.type, envelope.stream);
      const text = cloudEventText(this.source, event, envelope);
      this.publisher.publish(event.position, subject, text, event.position === end);
    }
  }

  private read(position: number): Promise<StoredEvent[]> {
    return this.feed.readStored(position, PAGE);
  }
}
