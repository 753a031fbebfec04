/**
 * Fills the read models with requests at intervals of a minute: of 500 people, half for one busy resource and half for 500
 * other resources, for 700 accounts and under 200 policies. 2 % are pending; of the accesses 100 are open or to come, some
 * were revoked, many were checked in, and the others ended. Every request has two steps and, unless it is pending, two
 * decisions; for every request there is a refused attempt and a checkpoint.
 */
export const fill = (requests: number): string => `
  INSERT INTO reporting.request
         (id, status, requester_issuer, requester_id, requester_name, requester_email, resource, resource_key, account,
          account_key, duration, justification, ticket, policy_id, policy_version, policy_name, unmatched, self_approved,
          submitted_position, submitted_at, expires_at, decided_at, access_starts_at, access_ends_at, terms)
  SELECT ${ID}, CASE WHEN n % 50 = 0 THEN 'pending' WHEN n % 3 = 0 THEN 'rejected' ELSE 'approved' END,
         'https://id.example.com', 'person-' || n % 500, 'Person ' || n % 500, 'person-' || n % 500 || '@example.com',
         resource, resource, 'account-' || n % 700, 'account-' || n % 700, 'PT1H',
         'because of ' || md5(n::text), 'INC-' || n, ${POLICY}, 1, 'policy-' || n % 200, false, false, n, ${SUBMITTED},
         '2099-01-01', CASE WHEN n % 50 > 0 THEN ${SUBMITTED} + (n % 1440) * interval '1 minute' END,
         CASE WHEN n % 3 > 0 THEN now() + (n - ${requests - 100}) * interval '1 hour' END,
         CASE WHEN n % 3 > 0 THEN now() + (n - ${requests - 101}) * interval '1 hour' END,
         array_to_tsvector(words || ARRAY(SELECT '^' || left(word, length) FROM unnest(words) AS word,
                                                                                 generate_series(1, 2) AS length)
                           || ARRAY['=group:team-' || n % 300, '=user:chief-' || n % 100])
    FROM generate_series(1, ${requests}) AS n,
         LATERAL (SELECT CASE WHEN n % 4 < 2 THEN 'busy' ELSE 'resource-' || n % 1000 END AS resource) AS asked,
         LATERAL (SELECT ARRAY['person', (n % 500)::text, 'example', 'com', 'because', 'of', md5(n::text), 'inc', n::text,
                               'account', (n % 700)::text] || string_to_array(resource, '-') AS words) AS spoken;
  UPDATE reporting.request
     SET checked_out_at = CASE WHEN account LIKE '%5' THEN access_starts_at END,
         access_over_at = CASE WHEN account LIKE '%99' OR access_ends_at < now() THEN access_ends_at END,
         access_state = CASE WHEN account LIKE '%99' THEN 'revoked' WHEN access_ends_at >= now() THEN 'standing'
                             WHEN account LIKE '%5' THEN 'checked-in' ELSE 'ended' END
   WHERE access_starts_at IS NOT NULL;
  INSERT INTO reporting.request_count
  SELECT status, count(*), gen_random_uuid() FROM reporting.request GROUP BY status;
  INSERT INTO reporting.approval
         (request_id, version, policy_id, opened_at, distinct_approvers, steps, completed_at, decisions, open_step, open_to,
          closed_to)
  SELECT ${ID}, 1, ${POLICY}, ${SUBMITTED}, true,
         json_build_array(json_build_object('name', 'First Review'), json_build_object('name', 'Second Review')),
         CASE WHEN n % 50 = 0 THEN '{}' ELSE ARRAY[${SUBMITTED} + interval '5 minutes', ${SUBMITTED} + interval '1 hour'] END,
         CASE WHEN n % 50 = 0 THEN '{}'::reporting.decision[] ELSE ARRAY(
           SELECT (step, 'https://id.example.com', 'chief-' || n % 100 + step, 'Chief', NULL, 'approve', NULL, NULL,
                   ${SUBMITTED} + (5 + 55 * step) * interval '1 minute', NULL, NULL, false, n, NULL)::reporting.decision
             FROM generate_series(0, 1) AS step) END,
         CASE WHEN n % 50 = 0 THEN 0 END,
         CASE WHEN n % 50 = 0 THEN ARRAY['group:team-' || n % 300, 'user:chief-' || n % 100] ELSE '{}' END, '{}'
    FROM generate_series(1, ${requests}) AS n;
  INSERT INTO reporting.refused_attempt
         (id, log, position, at, actor_issuer, actor_id, operation, code, detail, count)
  SELECT gen_random_uuid(), 'request', n, ${SUBMITTED}, 'https://id.example.com', 'person-' || n % 500, 'submit',
         'code-' || n % 50, '', 1
    FROM generate_series(1, ${requests}) AS n;
  INSERT INTO reporting.checkpoint
  SELECT gen_random_uuid(), n, ${SUBMITTED}, '[]', '' FROM generate_series(1, ${requests}) AS n`;

const ID = `('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
const POLICY = `('01990000-0000-7000-8000-' || lpad(to_hex(n % 200), 12, '0'))::uuid`;
const SUBMITTED = `(timestamptz '2026-03-01' + n * interval '1 minute')`;
