import type { PolicyContent, PolicyCreated } from '@countersign/contracts';
import { assertNameFree } from './policy-name.js';
import type { PolicyName } from './policy-name.js';
import { assertValidPolicy } from './validate-policy.js';

/** A new policy: `id` is new, so its stream does not exist yet. */
export interface CreatePolicy {
  id: string;
  content: PolicyContent;
}

/**
 * Creates a policy, which takes its name.
 * @param name - state of the name's stream
 * @throws InvalidInput a problem that no single field shows
 * @throws PolicyNameTaken
 */
export function createPolicy({ id, content }: CreatePolicy, name: PolicyName): PolicyCreated[] {
  assertValidPolicy(content);
  assertNameFree(id, content.name, name);
  return [{ type: 'policy.created', schemaVersion: 1, data: { policyId: id, version: 1, content } }];
}
