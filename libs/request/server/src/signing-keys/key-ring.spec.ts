import { durationSeconds } from '@countersign/contracts';
import { LONGEST_TICKET } from '../tickets/ticket-settings.js';
import { keyRing, OVERLAP_MS } from './key-ring.js';

const T0 = Date.parse('2026-03-01T09:00:00.000Z');
const HOUR = 3_600_000;
const at = (ms: number) => new Date(T0 + ms);
const key = (ordinal: number, signsFromMs: number, revokesOlder = false) => ({
  ordinal,
  signsFrom: at(signsFromMs),
  revokesOlder,
});
const ringAt = (keys: ReturnType<typeof key>[], ms: number) => {
  const { signing, published } = keyRing(keys, at(ms));
  return { signing: signing?.ordinal ?? null, published: published.map(({ ordinal }) => ordinal) };
};

describe('the ring of a purpose', () => {
  it('has no signing key if there is no key', () =>
    expect(ringAt([], 0)).toEqual({ signing: null, published: [] }));

  it('signs with the only key, even if our clock is before its beginning', () => {
    expect(ringAt([key(1, 0)], -50)).toEqual({ signing: 1, published: [1] });
    expect(ringAt([key(1, 0)], 365 * 24 * HOUR)).toEqual({ signing: 1, published: [1] });
  });

  const rotated = [key(1, 0), key(2, HOUR)];
  it.each([
    ['before the next one begins', HOUR - 1, 1, [1, 2]],
    ['when the next one begins', HOUR, 2, [1, 2]],
    ['in the overlap', HOUR + 1, 2, [1, 2]],
    ['at the end of the overlap, just not yet', HOUR + OVERLAP_MS - 1, 2, [1, 2]],
    ['at the end of the overlap', HOUR + OVERLAP_MS, 2, [2]],
    ['after it', HOUR + OVERLAP_MS + 1, 2, [2]],
  ])('over a rotation: %s', (_, ms, signing, published) =>
    expect(ringAt(rotated, ms)).toEqual({ signing, published }),
  );

  it('uses the times from which keys sign, not the order of their creation', () => {
    const overtaken = [key(1, 0), key(2, 2 * HOUR), key(3, HOUR)];
    expect(ringAt(overtaken, HOUR)).toEqual({ signing: 3, published: [1, 3, 2] });
    expect(ringAt(overtaken, 2 * HOUR).signing).toBe(2);
    expect(ringAt(overtaken, HOUR + OVERLAP_MS).published).toEqual([3, 2]);
  });

  it('signs with the later of two keys that begin at the same moment', () =>
    expect(ringAt([key(2, 0), key(1, 0)], 0).signing).toBe(2));

  it('drops revoked keys at once, even keys that would sign later', () => {
    const revoked = [key(1, 0), key(2, 2 * HOUR), key(3, HOUR, true)];
    expect(ringAt(revoked, HOUR - 50)).toEqual({ signing: 3, published: [3] });
    expect(ringAt([...revoked, key(4, 3 * HOUR)], HOUR)).toEqual({ signing: 3, published: [3, 4] });
    expect(ringAt([...revoked, key(4, 3 * HOUR, true)], 3 * HOUR)).toEqual({ signing: 4, published: [4] });
  });

  it('keeps a key published for longer than any ticket lives', () =>
    expect(OVERLAP_MS).toBeGreaterThan(durationSeconds(LONGEST_TICKET) * 1000));
});
