import type { CheckpointClaims, LogName } from '@countersign/contracts';

/** A place in a log's chain. */
export interface Head {
  position: number;
  /** Hex SHA-256; the genesis hash at position 0. */
  hash: string;
}

/** What kept checkpoints say of one position: one hash, or, which no honest log can give, several. */
interface Kept {
  hashes: Set<string>;
  /** When the first of them was signed, RFC 3339. */
  signedAt: string;
}

/** The heads of kept checkpoints, by log. Only these grow with what was kept; the walk along a log keeps nothing. */
export class KeptHeads {
  private readonly logs = new Map<LogName, Map<number, Kept>>();

  /** @param claims - of a checkpoint whose signature was found to fit */
  add({ heads, iat }: CheckpointClaims): void {
    for (const { log, position, hash } of heads) {
      if (hash === null) continue;
      const known = this.of(log).get(position);
      if (known) known.hashes.add(hash);
      else this.of(log).set(position, { hashes: new Set([hash]), signedAt: signedAt(iat) });
    }
  }

  /** The highest position a kept checkpoint names; 0 for none. */
  last(log: LogName): number {
    return [...this.of(log).keys()].reduce((last, position) => Math.max(last, position), 0);
  }

  /** The time of a checkpoint that this position in the chain contradicts; null if there is none. */
  contradicts(log: LogName, { position, hash }: Head): string | null {
    const kept = this.of(log).get(position);
    return kept && [...kept.hashes].some((other) => other !== hash) ? kept.signedAt : null;
  }

  /** Whether a kept checkpoint names this position. */
  has(log: LogName, position: number): boolean {
    return this.of(log).has(position);
  }

  private of(log: LogName): Map<number, Kept> {
    const heads = this.logs.get(log) ?? new Map<number, Kept>();
    this.logs.set(log, heads);
    return heads;
  }
}

const signedAt = (seconds: number): string => new Date(seconds * 1000).toISOString();
