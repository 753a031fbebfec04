import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  model: string;
  payload: AdapterPayload;
  /** Milliseconds since the epoch; null: until it is taken away. */
  until: number | null;
}

const MOST_ENTRIES = 20_000;

/**
 * Sessions, codes and refresh tokens, in memory: people sign in again after a restart, and access tokens stay
 * good, because they are signed. Bounded: the oldest entry goes first.
 */
export class MemoryStore {
  readonly #entries = new Map<string, Entry>();

  /** What the provider asks for: one adapter for each of its models. */
  readonly adapterFor = (model: string): Adapter => ({
    upsert: (id, payload, expiresIn) => {
      this.#sweep();
      const until = expiresIn ? Date.now() + expiresIn * 1000 : null;
      this.#entries.set(key(model, id), { model, payload, until });
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(this.#live(this.#entries.get(key(model, id)))),
    findByUid: (uid) => Promise.resolve(this.#search(model, (payload) => payload.uid === uid)),
    findByUserCode: (code) => Promise.resolve(this.#search(model, (payload) => payload.userCode === code)),
    consume: (id) => {
      const found = this.#entries.get(key(model, id));
      if (found) found.payload.consumed = Math.floor(Date.now() / 1000);
      return Promise.resolve();
    },
    destroy: (id) => {
      this.#entries.delete(key(model, id));
      return Promise.resolve();
    },
    revokeByGrantId: (grantId) => {
      for (const [id, { payload }] of this.#entries)
        if (payload.grantId === grantId) this.#entries.delete(id);
      return Promise.resolve();
    },
  });

  #live(entry: Entry | undefined): AdapterPayload | undefined {
    return entry && (entry.until === null || entry.until > Date.now()) ? entry.payload : undefined;
  }

  #search(model: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const entry of this.#entries.values()) {
      if (entry.model === model && matches(entry.payload)) return this.#live(entry);
    }
    return undefined;
  }

  #sweep(): void {
    if (this.#entries.size < MOST_ENTRIES) return;
    for (const [id, entry] of this.#entries) if (!this.#live(entry)) this.#entries.delete(id);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= MOST_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
  }
}

const key = (model: string, id: string): string => `${model}:${id}`;
