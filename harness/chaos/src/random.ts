import { createHash } from 'node:crypto';

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  /** @throws RangeError when there is nothing to pick from */
  pick<T>(of: readonly T[]): T;
  /** The same elements in another order. */
  shuffle<T>(of: readonly T[]): T[];
  /** Another sequence, which depends on the seed and the label alone: not on how much was drawn here. */
  fork(label: string): Random;
}

/**
 * xoshiro128** 1.1 (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c), its state the first 128 bits
 * of the seed's SHA-256.
 */
export function seeded(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest();
  const s = Uint32Array.from([0, 4, 8, 12], (at) => digest.readUInt32LE(at));
  const next = (): number => advance(s) / 2 ** 32;
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    pick: <T>(of: readonly T[]): T => {
      if (of.length === 0) throw new RangeError('there is nothing to pick from');
      return of[int(of.length)] as T;
    },
    shuffle: (of) => shuffled(of, int),
    fork: (label) => seeded(`${seed}/${label}`),
  };
}

const rotl = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** One step of the generator: its next 32 bits. */
function advance(s: Uint32Array): number {
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = s;
  const result = Math.imul(rotl(Math.imul(s1, 5), 7), 9) >>> 0;
  const x2 = s2 ^ s0;
  const x3 = s3 ^ s1;
  s[0] = s0 ^ x3;
  s[1] = s1 ^ x2;
  s[2] = x2 ^ (s1 << 9);
  s[3] = rotl(x3, 11);
  return result;
}

/** Fisher and Yates, as Durstenfeld wrote it (Communications of the ACM 7, 1964, algorithm 235). */
function shuffled<T>(of: readonly T[], int: (below: number) => number): T[] {
  const mixed = [...of];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = int(i + 1);
    [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
  }
  return mixed;
}
