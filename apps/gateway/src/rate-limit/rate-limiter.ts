import { LRUCache } from 'lru-cache';

/** Allowed, or the whole seconds until the next attempt. */
export type Admission = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/**
 * One token bucket per key, in bounded memory: above `maxKeys` the least recently used key is forgotten, and starts
 * with a full bucket when it returns. Each gateway process counts separately.
 */
export class RateLimiter {
  private readonly buckets: LRUCache<string, Bucket>;

  constructor(
    private readonly rule: BucketRule,
    maxKeys = 50_000,
    /** Monotonic clock in milliseconds. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.buckets = new LRUCache({ max: maxKeys });
  }

  /** Takes one token of a key. */
  take(key: string): Admission {
    const taken = take(this.buckets.get(key), this.rule, this.now());
    this.buckets.set(key, taken.bucket);
    return taken.allowed ? { allowed: true } : { allowed: false, retryAfterSeconds: taken.retryAfterSeconds };
  }

  /** Returns a token that was taken. */
  giveBack(key: string): void {
    const bucket = this.buckets.peek(key);
    if (bucket) this.buckets.set(key, giveBack(bucket, this.rule));
  }

  /** The number of remembered keys. */
  get size(): number {
    return this.buckets.size;
  }
}

/** A bucket that gains `perSecond` tokens per second, up to `burst`. */
export interface BucketRule {
  perSecond: number;
  burst: number;
}

/** The content of a bucket at an instant (`at`: milliseconds of a monotonic clock). */
export interface Bucket {
  tokens: number;
  at: number;
}

/** A taken token, or the whole seconds until the next token. */
export type Taken =
  { bucket: Bucket; allowed: true } | { bucket: Bucket; allowed: false; retryAfterSeconds: number };

/**
 * Takes one token; an unknown bucket is full.
 * @param now - milliseconds by the same clock as `bucket.at`
 */
export function take(bucket: Bucket | undefined, rule: BucketRule, now: number): Taken {
  const tokens = refilled(bucket, rule, now);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, at: now }, allowed: true };
  const wait = (1 - tokens) / rule.perSecond;
  return { bucket: { tokens, at: now }, allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(wait)) };
}

/** Returns one token, as if it had not been taken. */
export function giveBack(bucket: Bucket, rule: BucketRule): Bucket {
  return { ...bucket, tokens: Math.min(rule.burst, bucket.tokens + 1) };
}

function refilled(bucket: Bucket | undefined, rule: BucketRule, now: number): number {
  if (!bucket) return rule.burst;
  const elapsed = Math.max(0, now - bucket.at) / 1000;
  return Math.min(rule.burst, bucket.tokens + elapsed * rule.perSecond);
}
