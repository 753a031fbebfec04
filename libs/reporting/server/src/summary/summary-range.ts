import { InvalidInput } from '@countersign/contracts';
import type { SummaryBucket, SummaryQuery } from '@countersign/contracts';

/** The range of a summary: from (inclusive) to (exclusive), in buckets of a time zone. */
export type SummaryRange = Required<{ [K in keyof SummaryQuery]: NonNullable<SummaryQuery[K]> }>;

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MOST_DAYS = 366;
const MOST_BUCKETS = 1000;

/** The shortest bucket of each kind: a day has at least 23 hours, a month 28 days. */
const SHORTEST_MS: Record<SummaryBucket, number> = {
  hour: 3_600_000,
  day: 23 * 3_600_000,
  week: 7 * DAY_MS - 3_600_000,
  month: 28 * DAY_MS - 3_600_000,
};

/**
 * The range of a query; by default the last 30 days.
 * @throws InvalidInput when it is empty, longer than 366 days, or may have more than 1000 buckets
 */
export function summaryRange(query: SummaryQuery, now: Date): SummaryRange {
  const to = query.to ?? now.toISOString();
  const from = query.from ?? new Date(Date.parse(to) - DEFAULT_DAYS * DAY_MS).toISOString();
  const length = Date.parse(to) - Date.parse(from);
  if (length <= 0) throw refused('must be after from');
  if (length > MOST_DAYS * DAY_MS) throw refused(`must be at most ${MOST_DAYS} days after from`);
  if (length / SHORTEST_MS[query.bucket] > MOST_BUCKETS - 2)
    throw new InvalidInput([{ path: 'bucket', message: `must make at most ${MOST_BUCKETS} of the range` }]);
  return { ...query, from, to };
}

function refused(message: string): InvalidInput {
  return new InvalidInput([{ path: 'to', message }]);
}
