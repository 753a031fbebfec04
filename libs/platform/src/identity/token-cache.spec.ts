import type { Caller } from '@countersign/contracts';
import { TokenCache } from './token-verifier.js';

const caller = { id: 'alice', tokenExpiresAt: new Date(1_000_000) } as Caller;

it('is bounded, and drops the least recently used token', () => {
  const cache = new TokenCache(() => 0, 2);
  cache.set('a', caller);
  cache.set('b', caller);
  cache.get('a');
  cache.set('c', caller);
  expect(cache.size).toBe(2);
  expect(['a', 'b', 'c'].map((token) => cache.get(token) !== undefined)).toEqual([true, false, true]);
});

it('drops expired entries', () => {
  let now = 0;
  const cache = new TokenCache(() => now);
  cache.set('a', caller);
  now = 60_000;
  expect(cache.get('a')).toBeUndefined();
  expect(cache.size).toBe(0);
});
