import type { PolicyContent, PolicyUpdated } from '@countersign/contracts';
import { assertEditable } from './policy.js';
import { changedFields } from './policy-history.js';
import type { Policy, PolicyVersion } from './policy.js';
import { assertNameFree } from './policy-name.js';
import type { PolicyName } from './policy-name.js';
import { assertValidPolicy } from './validate-policy.js';

export interface UpdatePolicy {
  /** The versions that the writer agrees to replace: usually the version that they read. */
  ifMatch: readonly number[];
  content: PolicyContent;
}

/**
 * Makes the next version of a policy; no event when nothing changes. A new name is taken and the old name is freed.
 * Requests that an earlier version governs keep that version (rules.md#governing-version).
 * @param name - state of the stream of the name that the policy is to have
 * @throws NotFound, VersionConflict, InvalidInput, PolicyNameTaken
 */
export function updatePolicy(
  { ifMatch, content }: UpdatePolicy,
  policy: Policy,
  name: PolicyName,
): PolicyUpdated[] {
  const current = assertEditable(policy, ifMatch);
  assertValidPolicy(content);
  if (!changedFields(current.content, content).length) return [];
  assertNameFree(current.id, content.name, name);
  return [nextVersion(current, content)];
}

function nextVersion({ id, version, content: before }: PolicyVersion, content: PolicyContent): PolicyUpdated {
  const formerName = before.name === content.name ? null : before.name;
  const data = { policyId: id, version: version + 1, content, formerName };
  return { type: 'policy.updated', schemaVersion: 1, data };
}
