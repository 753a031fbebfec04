/**
 * Each statement reads its rows once and returns one row of JSON. All of them have the parameters $1 from and $2 to;
 * {@link REQUESTS} also has $3, the starts of all buckets but the first.
 */
const seconds = (share: number, from: string, to: string, condition = 'true') =>
  `extract(epoch FROM percentile_cont(${share}) WITHIN GROUP (ORDER BY ${to} - ${from})
                      FILTER (WHERE ${condition}))::float8`;

const percentiles = (from: string, to: string, condition?: string) =>
  `${seconds(0.5, from, to, condition)} AS p50, ${seconds(0.95, from, to, condition)} AS p95`;

/** Decided by people: neither cancelled nor expired, nor granted without a policy. */
const DECIDED = `status IN ('approved', 'rejected') AND NOT unmatched`;

const list = (select: string) => `(SELECT coalesce(json_agg(row), '[]') FROM (${select}) AS row)`;

/** A name that is left in the range; if all names were erased, the time of the erasure. */
const person = (id: string, issuer: string, name: string, email: string, erasedAt: string) => `
  ${id} AS id, ${issuer} AS issuer, max(${name}) AS name, max(${email}) AS email,
  CASE WHEN max(${name}) IS NULL THEN max(${erasedAt}) END AS "erasedAt"`;

/** Not by `date_trunc`: of two midnights it takes the second, which is after what happened between them. */
const BUCKETS = `
  SELECT width_bucket(submitted_at, $3::timestamptz[]) AS bucket, status, count(*)::int AS count
    FROM in_range
   GROUP BY 1, 2`;

const TOTALS = `
  SELECT count(*) FILTER (WHERE ${DECIDED})::int AS decided,
         count(*) FILTER (WHERE status = 'expired')::int AS expired,
         count(*) FILTER (WHERE not_used)::int AS "notUsed",
         count(*) FILTER (WHERE self_approved)::int AS "selfApprovals",
         count(*) FILTER (WHERE unmatched)::int AS "unmatchedGrants",
         ${percentiles('submitted_at', 'decided_at', DECIDED)}
    FROM in_range`;

/** The name comes from the latest version: versions are padded so that they compare as text. */
const POLICIES = `
  SELECT policy_id AS id, max(policy_version) AS version,
         substr(max(lpad(policy_version::text, 10, '0') || policy_name), 11) AS name,
         count(*)::int AS requests,
         count(*) FILTER (WHERE ${DECIDED})::int AS decided,
         count(*) FILTER (WHERE status = 'expired')::int AS expired,
         count(*) FILTER (WHERE self_approved)::int AS "selfApproved",
         ${percentiles('submitted_at', 'decided_at', DECIDED)}
    FROM in_range
   WHERE policy_id IS NOT NULL
   GROUP BY policy_id
   ORDER BY requests DESC, policy_id
   LIMIT 100`;

const RESOURCES = `
  SELECT max(resource) AS resource, count(*)::int AS requests
    FROM in_range
   GROUP BY resource_key
   ORDER BY requests DESC, resource_key
   LIMIT 20`;

const REQUESTERS = `
  SELECT ${person('requester_id', 'requester_issuer', 'requester_name', 'requester_email', 'erased_at')},
         count(*)::int AS requests
    FROM in_range
   GROUP BY requester_id, requester_issuer
   ORDER BY requests DESC, requester_id, requester_issuer
   LIMIT 20`;

const REFUSED_REQUESTS = `
  SELECT refusal_code AS code, count(*)::int AS count
    FROM in_range
   WHERE refusal_code IS NOT NULL
   GROUP BY refusal_code
   ORDER BY count DESC, code
   LIMIT 50`;

/** Requests submitted in the range. */
export const REQUESTS = `
  WITH in_range AS MATERIALIZED (
    SELECT status, submitted_at, decided_at, requester_issuer, requester_id, requester_name, requester_email, erased_at,
           resource, resource_key, policy_id, policy_version, policy_name, refusal_code, unmatched, self_approved, not_used
      FROM reporting.request
     WHERE submitted_at >= $1 AND submitted_at < $2)
  SELECT ${list(BUCKETS)} AS buckets, (SELECT row_to_json(totals) FROM (${TOTALS}) AS totals) AS totals,
         ${list(POLICIES)} AS policies, ${list(RESOURCES)} AS resources, ${list(REQUESTERS)} AS requesters,
         ${list(REFUSED_REQUESTS)} AS refused`;

/** Any of the names that the step had. */
const STEP_NAME = `(SELECT a.steps -> step ->> 'name' FROM reporting.approval AS a WHERE a.request_id = any_request)`;

const STEPS = `
  SELECT policy_id AS "policyId", step, ${STEP_NAME} AS name, completed, p50, p95
    FROM (SELECT policy_id, step, any_value(request_id) AS any_request, count(*)::int AS completed,
                 ${percentiles('opened_at', 'completed_at')}
            FROM completed_step
           GROUP BY policy_id, step
           ORDER BY completed DESC, policy_id, step
           LIMIT 200) AS counted
   ORDER BY completed DESC, policy_id, step`;

/** Ids come before issuers, because they differ sooner when rows are sorted. */
const APPROVERS = `
  SELECT ${person('id', 'issuer', 'name', 'email', 'erased_at')},
         count(*)::int AS decided,
         count(*) FILTER (WHERE decision = 'approve')::int AS approved,
         ${seconds(0.5, 'opened_at', 'at')} AS median,
         count(*) FILTER (WHERE at - opened_at < interval '10 s')::int AS "underTenSeconds"
    FROM taken_decision
   GROUP BY id, issuer
   ORDER BY decided DESC, id, issuer
   LIMIT 100`;

/** An approval is open for at most the longest TTL of a policy, 30 days; one more day allows for clocks that differ. */
export const LONGEST_OPEN = '31 days';

/**
 * Steps completed and decisions taken in the range. A step opens when the step before it is completed. Approvals whose last
 * decision was before the range are skipped early; a minute allows for clocks that differ.
 */
export const APPROVALS = `
  WITH open_in_range AS MATERIALIZED (
    SELECT request_id, policy_id, opened_at, completed_at, decisions
      FROM reporting.approval
     WHERE opened_at >= $1::timestamptz - interval '${LONGEST_OPEN}' AND opened_at < $2
       AND (opened_at >= $1 OR (decisions[cardinality(decisions)]).at >= $1::timestamptz - interval '1 minute')),
  completed_step AS (
    SELECT request_id, policy_id, n - 1 AS step, completed_at[n] AS completed_at,
           coalesce(completed_at[n - 1], opened_at) AS opened_at
      FROM open_in_range, generate_subscripts(completed_at, 1) AS n
     WHERE completed_at[n] >= $1 AND completed_at[n] < $2),
  taken_decision AS (
    SELECT taken.id, taken.issuer, taken.name, taken.email, taken.erased_at, taken.decision, taken.at,
           coalesce(completed_at[taken.step], opened_at) AS opened_at
      FROM open_in_range, unnest(decisions) AS taken
     WHERE taken.at >= $1 AND taken.at < $2)
  SELECT ${list(STEPS)} AS steps, ${list(APPROVERS)} AS approvers`;

export const REFUSED_ATTEMPTS = `
  SELECT code, sum(count)::int AS count
    FROM reporting.refused_attempt
   WHERE at >= $1 AND at < $2
   GROUP BY code
   ORDER BY sum(count) DESC, code
   LIMIT 50`;
