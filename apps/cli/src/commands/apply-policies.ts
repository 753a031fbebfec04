import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { parseAllDocuments } from 'yaml';
import { read } from '@countersign/api-client';
import type { Api, Schema } from '@countersign/api-client';
import { decodeUtf8, policyContent } from '@countersign/contracts';
import type { PolicyContent } from '@countersign/contracts';
import { foldName } from '@countersign/names';
import { CommandFailure, exitCodes, UsageError } from '../failures.js';

/** Reads policies from a file (`-` is standard input): YAML or JSON, several documents or a list. */
export async function readPolicies(file: string): Promise<PolicyContent[]> {
  return parsePolicies(await textOf(file), file === '-' ? 'standard input' : file);
}

async function textOf(file: string): Promise<string> {
  try {
    return decodeUtf8(file === '-' ? await buffer(process.stdin) : await readFile(file));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Policies with every default filled in. Pure. The parser of YAML refuses a member that is given twice, in JSON as well.
 * @throws UsageError naming each wrong field
 */
export function parsePolicies(text: string, source: string): PolicyContent[] {
  const documents = parseAllDocuments(text);
  const [broken] = [...documents].flatMap(({ errors }) => errors);
  if (broken) throw new UsageError(`${source} is not YAML: ${broken.message}`);
  const values = [...documents].flatMap((document) => document.toJS({ maxAliasCount: 100 }) as unknown);
  if (values.length === 0) throw new UsageError(`${source} contains no policy.`);
  return values.map((value, i) => policyOf(value, values.length > 1 ? `${source}, policy ${i + 1}` : source));
}

function policyOf(value: unknown, source: string): PolicyContent {
  const { data, error } = policyContent.safeParse(value);
  if (data) return data;
  const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new UsageError(`${source} is not a valid policy.`, errors);
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The policy with this id or name. @throws CommandFailure (not found), ApiProblem */
export async function findPolicy(api: Api, idOrName: string): Promise<Schema<'Policy'>> {
  if (UUID.test(idOrName)) return read(api.GET('/v1/policies/{id}', { params: { path: { id: idOrName } } }));
  const found = await policyNamed(api, idOrName);
  if (!found)
    throw new CommandFailure(exitCodes.notFound, 'not-found', `There is no policy named ${idOrName}.`);
  return found;
}

/** The policy with this name in any letter case; undefined when there is none. */
async function policyNamed(api: Api, name: string): Promise<Schema<'Policy'> | undefined> {
  const wanted = foldName(name);
  for (let cursor: string | undefined; ;) {
    const query = { q: name, limit: 200, ...(cursor === undefined ? {} : { cursor }) };
    const { items, nextCursor } = await read(api.GET('/v1/policies', { params: { query } }));
    const found = items.find((policy) => foldName(policy.name) === wanted);
    if (found ?? nextCursor === null) return found;
    cursor = nextCursor;
  }
}

/** The result of applying one policy. */
export interface Applied {
  name: string;
  outcome: 'created' | 'updated' | 'unchanged';
  /** Of the policy as it is now; null for a policy that a dry run would create. */
  id: string | null;
  version: number | null;
  differences: Difference[];
  /** What is doubtful in the policy as it was saved; empty if nothing was written. */
  warnings: Schema<'PolicyWarning'>[];
}

/**
 * Makes the policy of that name match `content`: creates it, replaces exactly the version that was compared
 * (`If-Match`), or leaves it. With `dryRun` nothing is written.
 */
export async function applyPolicy(api: Api, content: PolicyContent, dryRun: boolean): Promise<Applied> {
  const existing = await policyNamed(api, content.name);
  const changed = differences(existing && contentOf(existing), content);
  const { name } = content;
  const found = { id: existing?.id ?? null, version: existing?.version ?? null };
  if (existing && changed.length === 0)
    return { name, outcome: 'unchanged', ...found, differences: [], warnings: [] };
  const outcome = existing ? 'updated' : 'created';
  const saved = dryRun ? { ...found, warnings: [] } : await save(api, content, existing);
  const { id, version, warnings } = saved;
  return { name, outcome, id, version, differences: existing ? changed : [], warnings };
}

function save(
  api: Api,
  content: PolicyContent,
  existing: Schema<'Policy'> | undefined,
): Promise<Schema<'SavedPolicy'>> {
  // The contract itself has parsed the content and leaves out missing members; the type alone cannot express that.
  const body = content as Schema<'PolicyInput'>;
  if (!existing) return read(api.POST('/v1/policies', { body }));
  const params = { path: { id: existing.id }, header: { 'If-Match': `"${existing.version}"` } };
  return read(api.PUT('/v1/policies/{id}', { params, body }));
}

/** The part of a policy that its administrator writes. */
function contentOf(policy: Schema<'Policy'>): PolicyContent {
  const { id: _id, version: _version, ...rest } = policy;
  const { createdAt: _at, createdBy: _by, updatedAt: _updatedAt, updatedBy: _updatedBy, ...content } = rest;
  return policyContent.parse(content);
}

/** A member that changes: its path, and both values; undefined where it is missing. */
export interface Difference {
  path: string;
  before: unknown;
  after: unknown;
}

/** The differences between two JSON values, member by member, ordered by name. Pure. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after))
    return Object.is(before, after) ? [] : [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  return names.flatMap((name) => differences(before[name], after[name], path ? `${path}.${name}` : name));
}

/** `steps.0.requiredApprovals: 1 → 2` */
export function differenceText({ path, before, after }: Difference): string {
  return `${path}: ${shown(before)} → ${shown(after)}`;
}

const shown = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
