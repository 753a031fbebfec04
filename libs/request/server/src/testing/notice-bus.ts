import type { NoticeBus } from '../followed-notices.js';

type Options = Parameters<NoticeBus['subscribe']>[1];

/** The notices of several instances within one process: they arrive in a later turn, as over NATS, or are lost. */
export class LocalNoticeBus implements NoticeBus {
  /** Whether a notice reaches nobody. */
  losing = false;
  readonly subscribers = new Set<Options['callback']>();

  publish(_subject: string, text: string): void {
    if (this.losing) return;
    for (const callback of this.subscribers) setImmediate(() => callback(null, { string: () => text }));
  }

  subscribe(_subject: string, { callback }: Options): { unsubscribe(): void } {
    this.subscribers.add(callback);
    return { unsubscribe: () => void this.subscribers.delete(callback) };
  }
}
