import { read } from '@countersign/api-client';
import type { Api, Schema } from '@countersign/api-client';
import { policyContent } from '@countersign/contracts';
import type { PolicyContent } from '@countersign/contracts';
import { differences } from './differences.js';
import type { Difference } from './differences.js';
import { policyNamed } from './find-policy.js';

/** What applying one policy came to. */
export interface Applied {
  name: string;
  outcome: 'created' | 'updated' | 'unchanged';
  /** Of the policy as it is now; null when it is only to be created. */
  id: string | null;
  version: number | null;
  differences: Difference[];
}

/**
 * Makes the policy of that name what `content` says: creates it, replaces the very version that was compared
 * (`If-Match`), or leaves it. With `dryRun` nothing is written.
 */
export async function applyPolicy(api: Api, content: PolicyContent, dryRun: boolean): Promise<Applied> {
  const existing = await policyNamed(api, content.name);
  const changed = differences(existing && contentOf(existing), content);
  const { name } = content;
  const found = { id: existing?.id ?? null, version: existing?.version ?? null };
  if (existing && changed.length === 0) return { name, outcome: 'unchanged', ...found, differences: [] };
  const outcome = existing ? 'updated' : 'created';
  const saved = dryRun ? found : await save(api, content, existing);
  return { name, outcome, id: saved.id, version: saved.version, differences: existing ? changed : [] };
}

function save(
  api: Api,
  content: PolicyContent,
  existing: Schema<'Policy'> | undefined,
): Promise<Schema<'Policy'>> {
  // Parsed by the contract itself, which leaves out what is not given: the type alone cannot say so.
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
