import type { PolicyContent, PolicyCreated, PolicyNameReserved } from '@countersign/contracts';
import { reserveName } from './policy-name.js';
import type { PolicyName } from './policy-name.js';
import { assertValidPolicy } from './validate-policy.js';

/** A new policy: `id` is new, so its stream does not exist yet. */
export interface CreatePolicy {
  id: string;
  content: PolicyContent;
}

/**
 * Creates a policy and takes its name, in one append.
 * @param name - state of the name's stream
 * @throws InvalidInput a problem that no single field shows (rules 2 and 10)
 * @throws PolicyNameTaken
 */
export function createPolicy(
  { id, content }: CreatePolicy,
  name: PolicyName,
): { policy: [PolicyCreated]; name: PolicyNameReserved[] } {
  assertValidPolicy(content);
  const created: PolicyCreated = {
    type: 'policy.created',
    schemaVersion: 1,
    data: { policyId: id, content },
  };
  return { policy: [created], name: reserveName(id, content.name, name) };
}
