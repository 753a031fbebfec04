/** Parameters of all: $1 from, $2 to; of {@link BUCKETS} and {@link STARTS} also $3 bucket and $4 time zone. */
const IN_RANGE = 'submitted_at >= $1 AND submitted_at < $2';

/** By people: neither cancelled nor expired, nor granted without a policy. */
const DECIDED = `status IN ('approved', 'rejected') AND NOT unmatched`;

const secondsOf = (share: number, from: string, to: string) =>
  `extract(epoch FROM percentile_cont(${share}) WITHIN GROUP (ORDER BY ${to} - ${from}))::float8`;

const percentilesWhere = (condition: string, from: string, to: string) => {
  const at = (share: number) =>
    `extract(epoch FROM percentile_cont(${share}) WITHIN GROUP (ORDER BY ${to} - ${from})
             FILTER (WHERE ${condition}))::float8`;
  return `${at(0.5)} AS p50, ${at(0.95)} AS p95`;
};

export const BUCKETS = `
  SELECT date_trunc($3, submitted_at, $4) AS start, status, count(*)::int AS count
    FROM reporting.summary_request
   WHERE ${IN_RANGE}
   GROUP BY 1, 2`;

/** Truncated again: where a day has no midnight, the series would go on from one o'clock. */
export const STARTS = `
  SELECT DISTINCT date_trunc($3, start, $4) AS start
    FROM generate_series(date_trunc($3, $1::timestamptz, $4), $2::timestamptz, ('1 ' || $3)::interval, $4) AS start
   WHERE start < $2
   ORDER BY 1`;

export const TOTALS = `
  SELECT count(*) FILTER (WHERE ${DECIDED})::int AS decided,
         count(*) FILTER (WHERE status = 'expired')::int AS expired,
         count(*) FILTER (WHERE not_used)::int AS "notUsed",
         count(*) FILTER (WHERE self_approved)::int AS "selfApprovals",
         count(*) FILTER (WHERE unmatched)::int AS "unmatchedGrants",
         ${percentilesWhere(DECIDED, 'submitted_at', 'decided_at')}
    FROM reporting.summary_request
   WHERE ${IN_RANGE}`;

/** The name is that of the latest version: versions are padded so that they compare as text. */
export const POLICIES = `
  SELECT policy_id AS id, max(policy_version) AS version,
         substr(max(lpad(policy_version::text, 10, '0') || policy_name), 11) AS name,
         count(*)::int AS requests,
         count(*) FILTER (WHERE ${DECIDED})::int AS decided,
         count(*) FILTER (WHERE status = 'expired')::int AS expired,
         count(*) FILTER (WHERE self_approved)::int AS "selfApproved",
         ${percentilesWhere(DECIDED, 'submitted_at', 'decided_at')}
    FROM reporting.summary_request
   WHERE ${IN_RANGE} AND policy_id IS NOT NULL
   GROUP BY policy_id
   ORDER BY requests DESC, policy_id
   LIMIT 100`;

export const STEPS = `
  SELECT policy_id AS "policyId", step, max(name) AS name, count(*)::int AS completed,
         ${secondsOf(0.5, 'opened_at', 'completed_at')} AS p50,
         ${secondsOf(0.95, 'opened_at', 'completed_at')} AS p95
    FROM reporting.summary_step
   WHERE completed_at >= $1 AND completed_at < $2
   GROUP BY policy_id, step
   ORDER BY completed DESC, policy_id, step
   LIMIT 200`;

/** Ids before issuers: sorting compares what differs first. */
export const APPROVERS = `
  SELECT approver_id AS id, max(approver_name) AS name, max(approver_email) AS email,
         count(*)::int AS decided,
         count(*) FILTER (WHERE decision = 'approve')::int AS approved,
         ${secondsOf(0.5, 'opened_at', 'at')} AS median,
         count(*) FILTER (WHERE at - opened_at < interval '10 s')::int AS "underTenSeconds"
    FROM reporting.summary_decision
   WHERE at >= $1 AND at < $2
   GROUP BY approver_id, approver_issuer
   ORDER BY decided DESC, approver_id, approver_issuer
   LIMIT 100`;

export const RESOURCES = `
  SELECT max(resource) AS resource, count(*)::int AS requests
    FROM reporting.summary_request
   WHERE ${IN_RANGE}
   GROUP BY resource_key
   ORDER BY requests DESC, resource_key
   LIMIT 20`;

export const REQUESTERS = `
  SELECT requester_id AS id, max(requester_name) AS name, max(requester_email) AS email, count(*)::int AS requests
    FROM reporting.summary_request
   WHERE ${IN_RANGE}
   GROUP BY requester_id, requester_issuer
   ORDER BY requests DESC, requester_id, requester_issuer
   LIMIT 20`;

export const REFUSED_REQUESTS = `
  SELECT refusal_code AS code, count(*)::int AS count
    FROM reporting.summary_request
   WHERE ${IN_RANGE} AND refusal_code IS NOT NULL
   GROUP BY refusal_code
   ORDER BY count DESC, code
   LIMIT 50`;

export const REFUSED_ATTEMPTS = `
  SELECT code, sum(count)::int AS count
    FROM reporting.refused_attempt
   WHERE at >= $1 AND at < $2
   GROUP BY code
   ORDER BY sum(count) DESC, code
   LIMIT 50`;
