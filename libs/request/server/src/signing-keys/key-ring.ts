/**
 * How long a key stays published after the next one began to sign: longer than any ticket lives, so that a ticket
 * is never older than the key it is verified with.
 */
export const OVERLAP_MS = 24 * 60 * 60 * 1000;

/** When a key was made, and from when it signs. */
export interface KeyTimes {
  /** Counts the keys in the order in which they were made. */
  ordinal: number;
  signsFrom: Date;
  /** The key was made because the older keys can no longer be trusted. */
  revokesOlder: boolean;
}

/** The keys of one purpose at one moment. */
export interface KeyRing<Key> {
  /** The key that signs now; null when there is no key. */
  signing: Key | null;
  /** The keys whose signatures are accepted now. */
  published: Key[];
}

/**
 * The keys of one purpose at a moment. A key signs from its `signsFrom` until the next one's (the first one from the
 * beginning: nothing is before it), is published from its creation until `OVERLAP_MS` after the next one began to
 * sign, and is gone at once when a later one revokes it.
 */
export function keyRing<Key extends KeyTimes>(keys: readonly Key[], now: Date): KeyRing<Key> {
  const standing = notRevoked(keys).sort(bySigningTime);
  const begun = standing.filter(({ signsFrom }) => signsFrom <= now);
  return {
    signing: begun.at(-1) ?? standing[0] ?? null,
    published: standing.filter((_, index) => !isOver(standing[index + 1], now)),
  };
}

function notRevoked<Key extends KeyTimes>(keys: readonly Key[]): Key[] {
  const revokers = keys.filter(({ revokesOlder }) => revokesOlder);
  const last = Math.max(...revokers.map(({ ordinal }) => ordinal));
  return keys.filter(({ ordinal }) => ordinal >= last);
}

/** Of two keys that begin at the same moment, the later key signs. */
function bySigningTime(one: KeyTimes, other: KeyTimes): number {
  return one.signsFrom.getTime() - other.signsFrom.getTime() || one.ordinal - other.ordinal;
}

/** Whether a key is no longer published, which the next key decides. */
function isOver(next: KeyTimes | undefined, now: Date): boolean {
  return next !== undefined && now.getTime() >= next.signsFrom.getTime() + OVERLAP_MS;
}
