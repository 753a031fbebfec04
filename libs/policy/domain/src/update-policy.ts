import type { PolicyContent, PolicyUpdated } from '@countersign/contracts';
import { assertEditable } from './assert-editable.js';
import { changedFields } from './changed-fields.js';
import type { Policy, PolicyVersion } from './policy.js';
import { assertNameFree } from './policy-name.js';
import type { PolicyName } from './policy-name.js';
import { assertValidPolicy } from './validate-policy.js';

export interface UpdatePolicy {
  /** The versions the writer will replace: the one they saw. */
  ifMatch: readonly number[];
  content: PolicyContent;
}

/**
 * Makes the next version of a policy; nothing at all when it changes nothing. A renaming takes the new name and frees
 * the old one. Requests that an earlier version governs keep it.
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
