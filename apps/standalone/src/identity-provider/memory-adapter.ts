import { LRUCache } from 'lru-cache';
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  model: string;
  payload: AdapterPayload;
}

const MOST_ENTRIES = 20_000;

/**
 * Sessions, codes and refresh tokens, in memory: people sign in again after a restart, and access tokens stay
 * valid, because they are signed. Bounded: the least recently used entry goes first.
 */
export class MemoryStore {
  private readonly entries = new LRUCache<string, Entry>({ max: MOST_ENTRIES });

  /** What the provider asks for: one adapter for each of its models. */
  readonly adapterFor = (model: string): Adapter => ({
    upsert: (id, payload, expiresIn) => {
      // Without a lifetime an entry stays until it is removed.
      this.entries.set(key(model, id), { model, payload }, expiresIn ? { ttl: expiresIn * 1000 } : {});
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(this.entries.get(key(model, id))?.payload),
    findByUid: (uid) => Promise.resolve(this.search(model, (payload) => payload.uid === uid)),
    findByUserCode: (code) => Promise.resolve(this.search(model, (payload) => payload.userCode === code)),
    consume: (id) => {
      const found = this.entries.get(key(model, id));
      if (found) found.payload.consumed = Math.floor(Date.now() / 1000);
      return Promise.resolve();
    },
    destroy: (id) => {
      this.entries.delete(key(model, id));
      return Promise.resolve();
    },
    revokeByGrantId: (grantId) => {
      for (const [id, { payload }] of [...this.entries.entries()])
        if (payload.grantId === grantId) this.entries.delete(id);
      return Promise.resolve();
    },
  });

  private search(model: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    return this.entries.find((entry) => entry.model === model && matches(entry.payload))?.payload;
  }
}

const key = (model: string, id: string): string => `${model}:${id}`;
