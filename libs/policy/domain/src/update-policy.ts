import { foldName } from '@countersign/contracts';
import type {
  PolicyContent,
  PolicyNameReleased,
  PolicyNameReserved,
  PolicyUpdated,
} from '@countersign/contracts';
import { assertEditable } from './assert-editable.js';
import { changedFields } from './changed-fields.js';
import type { Policy } from './policy.js';
import { releaseName, reserveName } from './policy-name.js';
import type { PolicyName } from './policy-name.js';
import { assertValidPolicy } from './validate-policy.js';

export interface UpdatePolicy {
  /** The versions the writer will replace: the one they saw. */
  ifMatch: readonly number[];
  content: PolicyContent;
}

/** States of the old and the new name's stream: the same stream, and state, when only the case changes. */
export interface NameStates {
  old: PolicyName;
  new: PolicyName;
}

/** What an update comes to; nothing at all when it changes nothing. */
export interface PolicyUpdate {
  policy: PolicyUpdated[];
  released: PolicyNameReleased[];
  reserved: PolicyNameReserved[];
}

/**
 * Makes the next version of a policy; a new name is taken and the old one given back in the same append.
 * Requests that an earlier version governs keep it (rule 1).
 * @throws NotFound, VersionConflict, InvalidInput, PolicyNameTaken
 */
export function updatePolicy(
  { ifMatch, content }: UpdatePolicy,
  policy: Policy,
  names: NameStates,
): PolicyUpdate {
  const current = assertEditable(policy, ifMatch);
  assertValidPolicy(content);
  if (!changedFields(current.content, content).length) return { policy: [], released: [], reserved: [] };
  const { id } = current;
  const updated: PolicyUpdated = {
    type: 'policy.updated',
    schemaVersion: 1,
    data: { policyId: id, content },
  };
  if (foldName(current.content.name) === foldName(content.name))
    return { policy: [updated], released: [], reserved: [] };
  return {
    policy: [updated],
    released: releaseName(id, current.content.name, names.old),
    reserved: reserveName(id, content.name, names.new),
  };
}
