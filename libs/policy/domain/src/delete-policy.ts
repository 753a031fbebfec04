import type { PolicyDeleted } from '@countersign/contracts';
import { assertEditable } from './policy.js';
import type { Policy } from './policy.js';

/**
 * Deletes a policy, which frees its name. Requests that it governs keep their version (rules.md#governing-version).
 * @throws NotFound, VersionConflict
 */
export function deletePolicy({ ifMatch }: { ifMatch: readonly number[] }, policy: Policy): PolicyDeleted[] {
  const { id, version, content } = assertEditable(policy, ifMatch);
  const data = { policyId: id, version: version + 1, name: content.name };
  return [{ type: 'policy.deleted', schemaVersion: 1, data }];
}
