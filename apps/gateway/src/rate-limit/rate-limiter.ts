import { giveBack, take } from './token-bucket.js';
import type { Bucket, BucketRule } from './token-bucket.js';

/** Allowed, or the whole seconds after which to try again. */
export type Admission = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/**
 * One token bucket per key, in bounded memory: above `maxKeys` the key unused for longest is forgotten, and
 * starts full when it comes back. Each gateway process counts for itself.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly rule: BucketRule,
    private readonly maxKeys = 50_000,
    /** Milliseconds of a clock that never goes back. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one token of a key. */
  take(key: string): Admission {
    const taken = take(this.buckets.get(key), this.rule, this.now());
    this.remember(key, taken.bucket);
    return taken.allowed ? { allowed: true } : { allowed: false, retryAfterSeconds: taken.retryAfterSeconds };
  }

  /** Puts back a token taken before. */
  giveBack(key: string): void {
    const bucket = this.buckets.get(key);
    if (bucket) this.buckets.set(key, giveBack(bucket, this.rule));
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.buckets.size;
  }

  /** A Map keeps the order of insertion, so its first key is the one unused for longest. */
  private remember(key: string, bucket: Bucket): void {
    this.buckets.delete(key);
    this.buckets.set(key, bucket);
    if (this.buckets.size <= this.maxKeys) return;
    const [oldest] = this.buckets.keys();
    if (oldest !== undefined) this.buckets.delete(oldest);
  }
}
