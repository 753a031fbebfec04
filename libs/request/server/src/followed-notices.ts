import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection, Subscription } from '@nats-io/nats-core';
import { NATS_CONNECTION, noticeSubject } from '@countersign/messaging';

const SUBJECT = noticeSubject('request');

/**
 * The word that a request has followed its approval, between the instances of this service: the one that follows
 * outcomes tells, and those that have an answer waiting hear it. A word may be lost; an answer that has waited its time
 * looks once more.
 */
@Injectable()
export class FollowedNotices implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly waiting = new Map<string, Set<() => void>>();
  private subscription: Subscription | undefined;

  constructor(@Inject(NATS_CONNECTION) private readonly nc: NatsConnection) {}

  onApplicationBootstrap(): void {
    const callback = (_: unknown, message: { string(): string }): void => this.hear(message.string());
    this.subscription = this.nc.subscribe(SUBJECT, { callback });
  }

  onApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  /** The request has followed its approval. Never throws: an answer that hears nothing looks for itself. */
  tell(requestId: string): void {
    try {
      this.nc.publish(SUBJECT, requestId);
    } catch {
      this.hear(requestId);
    }
  }

  /**
   * Looks, and where nothing is there yet, waits for the word of the request and looks again.
   * @returns null where nothing was there in that time
   */
  async await<T>(requestId: string, milliseconds: number, look: () => Promise<T | null>): Promise<T | null> {
    const patience = new AbortController();
    // The word is not repeated, so waiting begins before the first look.
    const word = this.wordOf(requestId, milliseconds, patience.signal);
    try {
      const there = await look();
      if (there !== null) return there;
      await word;
      return await look();
    } finally {
      patience.abort();
    }
  }

  /** Resolves when the request is told of, after so many milliseconds, or when nobody waits any more. */
  private wordOf(requestId: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.waiting.get(requestId) ?? new Set();
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(done);
        if (!waiting.size) this.waiting.delete(requestId);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.waiting.set(requestId, waiting.add(done));
      signal.addEventListener('abort', done, { once: true });
    });
  }

  private hear(requestId: string): void {
    for (const done of [...(this.waiting.get(requestId) ?? [])]) done();
  }
}
