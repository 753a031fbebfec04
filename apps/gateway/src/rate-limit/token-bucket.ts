/** A bucket that fills by `perSecond` tokens a second and never holds more than `burst`. */
export interface BucketRule {
  perSecond: number;
  burst: number;
}

/** What a bucket held at an instant (`at`: milliseconds of a clock that never goes back). */
export interface Bucket {
  tokens: number;
  at: number;
}

/** A taken token, or how many whole seconds to wait for the next one. */
export type Taken =
  { bucket: Bucket; allowed: true } | { bucket: Bucket; allowed: false; retryAfterSeconds: number };

/**
 * Takes one token; a bucket never seen before is full.
 * @param now - milliseconds by the same clock as `bucket.at`
 */
export function take(bucket: Bucket | undefined, rule: BucketRule, now: number): Taken {
  const tokens = refilled(bucket, rule, now);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, at: now }, allowed: true };
  const wait = (1 - tokens) / rule.perSecond;
  return { bucket: { tokens, at: now }, allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(wait)) };
}

/** Puts one token back, as if it had not been taken. */
export function giveBack(bucket: Bucket, rule: BucketRule): Bucket {
  return { ...bucket, tokens: Math.min(rule.burst, bucket.tokens + 1) };
}

function refilled(bucket: Bucket | undefined, rule: BucketRule, now: number): number {
  if (!bucket) return rule.burst;
  const elapsed = Math.max(0, now - bucket.at) / 1000;
  return Math.min(rule.burst, bucket.tokens + elapsed * rule.perSecond);
}
