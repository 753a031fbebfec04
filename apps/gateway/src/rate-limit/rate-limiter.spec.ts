import { RateLimiter } from './rate-limiter.js';

const fixed = (rule = { perSecond: 1, burst: 2 }, maxKeys = 100) => new RateLimiter(rule, maxKeys, () => 0);

describe('RateLimiter', () => {
  it('counts each key separately', () => {
    const limiter = fixed();
    expect([limiter.take('a'), limiter.take('a'), limiter.take('a')].map((a) => a.allowed)).toEqual([
      true,
      true,
      false,
    ]);
    expect(limiter.take('b').allowed).toBe(true);
  });

  it('returns a token', () => {
    const limiter = fixed();
    limiter.take('a');
    limiter.take('a');
    limiter.giveBack('a');
    expect(limiter.take('a').allowed).toBe(true);
    expect(limiter.take('a').allowed).toBe(false);
  });

  it('remembers at most maxKeys keys, and forgets the least recently used', () => {
    const limiter = fixed({ perSecond: 1, burst: 1 }, 2);
    for (const key of ['busy', 'idle', 'busy', 'new']) limiter.take(key);
    expect(limiter.size).toBe(2);
    expect(limiter.take('busy').allowed).toBe(false);
    expect(limiter.take('idle').allowed).toBe(true);
  });
});
