import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { noticeSubject } from '@countersign/contracts';
import { NATS_CONNECTION } from '@countersign/service';

const SUBJECT = noticeSubject('request');

/** The part of the NATS connection that carries notices. */
export interface NoticeBus {
  publish(subject: string, text: string): void;
  subscribe(
    subject: string,
    options: { callback: (error: Error | null, message: { string(): string }) => void },
  ): { unsubscribe(): void };
}

/** An answer that waits for a notice. */
interface Waiting {
  /** Resolves when the notice arrives, after the patience, or with `stop`. */
  over: Promise<void>;
  stop: () => void;
}

/**
 * Notices that a request has followed its approval. The instance that follows outcomes sends the notice, and instances
 * with a waiting answer then read the log. A notice may be lost, so an answer reads the log again after its patience.
 */
@Injectable()
export class FollowedNotices implements OnApplicationBootstrap, OnApplicationShutdown {
  /** What ends each wait, by the id of the request. */
  private readonly waiting = new Map<string, Set<() => void>>();
  private subscription: { unsubscribe(): void } | undefined;

  constructor(@Inject(NATS_CONNECTION) private readonly bus: NoticeBus) {}

  onApplicationBootstrap(): void {
    // The connection itself reports errors of its subscriptions.
    this.subscription = this.bus.subscribe(SUBJECT, {
      callback: (error, message) => {
        if (!error) this.hear(message.string());
      },
    });
  }

  onApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  /** Notifies all instances that the request has followed its approval. Never throws. */
  give(requestId: string): void {
    this.hear(requestId);
    try {
      this.bus.publish(SUBJECT, requestId);
    } catch {
      // Without NATS, the answers of other instances read the log after their patience.
    }
  }

  /**
   * What `look` finds now, or when the notice of the request arrives, at the latest after the patience.
   * @returns null if `look` finds nothing even then
   */
  async find<T>(requestId: string, patienceMs: number, look: () => Promise<T | null>): Promise<T | null> {
    // A notice is sent once, so the wait begins before the first look.
    const { over, stop } = this.wait(requestId, patienceMs);
    try {
      const found = await look();
      if (found !== null) return found;
      await over;
      return await look();
    } finally {
      stop();
    }
  }

  private wait(requestId: string, patienceMs: number): Waiting {
    let stop = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      const timer = setTimeout(() => stop(), patienceMs);
      stop = () => {
        clearTimeout(timer);
        this.forget(requestId, stop);
        resolve();
      };
    });
    this.waiting.set(requestId, (this.waiting.get(requestId) ?? new Set()).add(stop));
    return { over, stop };
  }

  private forget(requestId: string, stop: () => void): void {
    const waiting = this.waiting.get(requestId);
    if (waiting?.delete(stop) && !waiting.size) this.waiting.delete(requestId);
  }

  private hear(requestId: string): void {
    for (const stop of [...(this.waiting.get(requestId) ?? [])]) stop();
  }
}
