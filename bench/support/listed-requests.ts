import type { Template } from './listed-templates.js';
import { requesters } from './people.js';
import type { Sql } from './sql.js';

/** Read models that have rows of a request, of this build and of earlier ones; a build has some of them. */
const TABLES = [
  'request',
  'approval',
  'request_list',
  'inbox',
  'check_out_report',
  'check_out_report_approval',
  'summary_request',
  'summary_approval',
  'summary_step',
  'summary_decision',
];

/** The requests are spread evenly over a year, oldest first, and all accesses are over. */
const FIRST_DAYS_AGO = 368;
const LAST_DAYS_AGO = 3;

/** Nouns of the justifications, each in 5 % of them, and verbs, each in 10 %. */
export const NOUNS =
  `backup billing cache catalogue cluster dashboard database export firewall gateway index invoice
  ledger mailbox network payroll proxy queue replica warehouse`.split(/\s+/);
export const VERBS = 'audit migrate patch rebuild repair reset restart restore rotate upgrade'.split(' ');
const RESOURCES = 20_000;
const ACCOUNTS = 500;

/** When the n-th of the requests was submitted. */
export function submissionOf(n: number, of: number, now: Date): Date {
  const first = now.getTime() - FIRST_DAYS_AGO * 86_400_000;
  return new Date(first + Math.floor((n / of) * (FIRST_DAYS_AGO - LAST_DAYS_AGO) * 86_400_000));
}

/** The ticket of the n-th request, which no other has. */
export const ticketOf = (n: number): string => `INC-${String(n).padStart(7, '0')}`;

/** A number below the bound, the same for the same n and seed. */
const draw = (seed: number, below: number): string => `abs(hashint4extended(n, ${seed}) % ${below})::int`;
const oneOf = (words: readonly string[], seed: number): string =>
  `(ARRAY[${words.map((word) => `'${word}'`).join(', ')}])[1 + ${draw(seed, words.length)}]`;

/** Of 100 requests 70 were checked out and in, 18 rejected, 10 cancelled; 2 are pending. */
const COURSE = `CASE WHEN ${draw(0, 100)} < 2 THEN 'pending' WHEN ${draw(0, 100)} < 12 THEN 'cancelled'
                     WHEN ${draw(0, 100)} < 30 THEN 'rejected' ELSE 'checked-in' END`;

const copies = (of: number, now: Date): string => `
  SELECT n, ${COURSE} AS course,
         ('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
         timestamptz '${submissionOf(0, of, now).toISOString()}'
           + n * interval '${((FIRST_DAYS_AGO - LAST_DAYS_AGO) * 86_400) / of} seconds' AS submitted_at,
         ${draw(1, 86_400)} * interval '1 second' AS delay,
         lpad((1 + ${draw(2, requesters.length)})::text, 4, '0') AS requester,
         'prod-db-' || ${draw(3, RESOURCES)} AS resource, 'svc' || ${draw(4, ACCOUNTS)} || '-admin' AS account,
         'To ' || ${oneOf(VERBS, 5)} || ' the ' || ${oneOf(NOUNS, 6)} || ' of tenant ' || ${draw(7, 10_000)} AS justification,
         'INC-' || lpad(n::text, 7, '0') AS ticket, ${draw(8, 12)} AS policy, ${draw(9, 100)} AS approver
    FROM generate_series(1, ${of}) AS n`;

/** What search finds a request by. No two separators of words follow each other. */
const SEARCHED = `'requester ' || copy.requester || ' requester-' || copy.requester || '@example.com ' || copy.justification
  || ' ' || copy.ticket || ' ' || copy.resource || ' ' || copy.account`;

const WORDS = `string_to_array(translate(lower(${SEARCHED}), '-@.', '   '), ' ')`;

/** Values of columns by their names, in whatever table they are; `t` is the row of the template. */
const VALUES: Record<string, string> = {
  id: 'copy.id',
  request_id: 'copy.id',
  submitted_at: 'copy.submitted_at',
  expires_at: `timestamptz '2099-01-01'`,
  requester_id: `'requester-' || copy.requester`,
  requester_name: `'Requester ' || copy.requester`,
  requester_email: `'requester-' || copy.requester || '@example.com'`,
  resource: 'copy.resource',
  resource_key: 'copy.resource',
  account: 'copy.account',
  account_key: 'copy.account',
  justification: 'copy.justification',
  ticket: 'copy.ticket',
  policy_id: `('01990000-0000-7000-9000-' || lpad(copy.policy::text, 12, '0'))::uuid`,
  policy_name: `'policy-' || copy.policy`,
  approver_id: `t.approver_id || '-' || copy.approver`,
  search: `lower(${SEARCHED})`,
  terms: `array_to_tsvector(${WORDS}
    || ARRAY(SELECT '^' || left(word, length) FROM unnest(${WORDS}) AS word, generate_series(1, 2) AS length)
    || ARRAY(SELECT term FROM unnest(tsvector_to_array(t.terms)) AS term WHERE term ^@ '='))`,
};

interface Column {
  name: string;
  type: string;
}

/**
 * Copies the rows of the templates, in whichever read models the build has, until there are as many requests: each with
 * a requester, names, words, course and times of its own. Indexes are made when the rows are there.
 */
export async function fillReadModels(
  sql: Sql,
  templates: readonly Template[],
  requests: number,
  now: Date,
): Promise<void> {
  await sql('SET synchronous_commit = off');
  await sql(`SET maintenance_work_mem = '512MB'`);
  await sql(`CREATE TEMP TABLE copy AS ${copies(requests, now)}`);
  const tables = await sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'reporting' AND tablename IN ${list(TABLES)}`,
  );
  for (const { name } of tables) await fillTable(sql, `reporting.${name}`, templates);
  await countRequests(sql, tables.some(({ name }) => name === 'request') ? 'request' : 'request_list');
  await sql('DROP TABLE copy');
  await sql('CHECKPOINT');
}

/** Bytes of the read models with their indexes. */
export async function sizeOfReadModels(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(format('reporting.%I', tablename)::regclass)) AS bytes
       FROM pg_tables WHERE schemaname = 'reporting' AND tablename IN ${list(TABLES)}`,
  );
  return Number(row?.bytes);
}

async function fillTable(sql: Sql, table: string, templates: readonly Template[]): Promise<void> {
  const columns = await sql<Column>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
      WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
  );
  const indexes = await sql<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
      WHERE indrelid = '${table}'::regclass AND NOT indisprimary`,
  );
  const attributes = await sql<Column>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
      WHERE attrelid = to_regclass('reporting.decision') AND attnum > 0 ORDER BY attnum`,
  );
  const key = columns.some(({ name }) => name === 'request_id') ? 'request_id' : 'id';
  const from = templates.map(
    ({ id, course, submittedAt }) => `('${id}'::uuid, '${course}', '${submittedAt}'::timestamptz)`,
  );
  for (const { name } of indexes) await sql(`DROP INDEX ${name}`);
  await sql(`
    INSERT INTO ${table} (${columns.map(({ name }) => name).join(', ')})
    SELECT ${columns.map((column) => valueOf(column, attributes)).join(', ')}
      FROM copy
      JOIN (VALUES ${from.join(', ')}) AS template (id, course, submitted_at) USING (course)
      JOIN ${table} AS t ON t.${key} = template.id
     ORDER BY copy.n`);
  for (const { definition } of indexes) await sql(definition);
  await sql(`VACUUM (ANALYZE) ${table}`);
}

/** Times of a copy keep their distances from its submission, but everything after that comes later by its delay. */
function valueOf({ name, type }: Column, attributes: readonly Column[]): string {
  const own = VALUES[name];
  if (own !== undefined) return own;
  const moved = (time: string) => `${time} - template.submitted_at + copy.submitted_at`;
  if (name === 'opened_at') return moved(`t.${name}`);
  if (type === 'timestamp with time zone') return `${moved(`t.${name}`)} + copy.delay`;
  if (type === 'timestamp with time zone[]')
    return `ARRAY(SELECT ${moved('time')} + copy.delay FROM unnest(t.${name}) AS time)`;
  if (type !== 'reporting.decision[]') return `t.${name}`;
  const members = attributes.map((attribute) => {
    if (attribute.name === 'id') return `d.id || '-' || copy.approver`;
    return attribute.name === 'at' ? `${moved('d.at')} + copy.delay` : `d.${attribute.name}`;
  });
  return `ARRAY(SELECT ROW(${members.join(', ')})::reporting.decision FROM unnest(t.${name}) AS d)`;
}

/** The counts that the projection would have come to. */
const countRequests = (sql: Sql, table: string) =>
  sql(`
    UPDATE reporting.request_count AS counted SET count = found.count
      FROM (SELECT status, count(*) AS count FROM reporting.${table} GROUP BY status) AS found
     WHERE found.status = counted.status`);

const list = (names: readonly string[]): string => `(${names.map((name) => `'${name}'`).join(', ')})`;
