import type { PolicyDeleted, PolicyNameReleased } from '@countersign/contracts';
import { assertEditable } from './assert-editable.js';
import type { Policy } from './policy.js';
import { releaseName } from './policy-name.js';
import type { PolicyName } from './policy-name.js';

/**
 * Deletes a policy and gives its name back. Requests it governs keep their version of it (rule 1).
 * @throws NotFound, VersionConflict
 */
export function deletePolicy(
  { ifMatch }: { ifMatch: readonly number[] },
  policy: Policy,
  name: PolicyName,
): { policy: [PolicyDeleted]; released: PolicyNameReleased[] } {
  const { id, content } = assertEditable(policy, ifMatch);
  return {
    policy: [{ type: 'policy.deleted', schemaVersion: 1, data: { policyId: id } }],
    released: releaseName(id, content.name, name),
  };
}
