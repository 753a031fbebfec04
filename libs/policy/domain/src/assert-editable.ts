import { NotFound } from '@countersign/contracts';
import type { Policy, PolicyVersion } from './policy.js';
import { VersionConflict } from './policy.errors.js';

/**
 * The policy, if it is there in a version that the writer will replace.
 * @throws NotFound when it never was or is deleted
 * @throws VersionConflict when somebody else saved meanwhile
 */
export function assertEditable(policy: Policy, ifMatch: readonly number[]): PolicyVersion {
  if (policy.status !== 'active') throw new NotFound('policy');
  if (!ifMatch.includes(policy.version)) throw new VersionConflict(ifMatch, policy.version);
  return policy;
}
