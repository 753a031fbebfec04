import { createHash } from 'node:crypto';
import { ERASURES_STREAM, foldName } from '@countersign/contracts';
import type { DomainEvent, PersonalDataErased, PolicyEvent } from '@countersign/contracts';

/** Stream of a policy. */
export const policyStream = (id: string): string => `policy-${id}`;

/** Stream of a name, the same for every spelling that differs only in case: base64url of SHA-256 of the folded name. */
export const policyNameStream = (name: string): string =>
  `policy_name-${createHash('sha256').update(foldName(name)).digest('base64url')}`;

/**
 * The streams that an event of the policy log belongs to, its own stream first. A renaming belongs to the old and the
 * new name.
 */
export function policyStreamsOf(event: DomainEvent): string[] {
  const known = event as PolicyEvent | PersonalDataErased;
  switch (known.type) {
    case 'policy.created':
      return streamsOf(known.data.policyId, known.data.content.name);
    case 'policy.updated':
      return streamsOf(known.data.policyId, known.data.content.name, known.data.formerName);
    case 'policy.deleted':
      return streamsOf(known.data.policyId, known.data.name);
    case 'personal_data.erased':
      return [ERASURES_STREAM];
    default:
      return refuseUnknown(known);
  }
}

/** A change of case alone stays in one name's stream. */
function streamsOf(policyId: string, name: string, formerName: string | null = null): string[] {
  const names = new Set([name, formerName ?? name].map(policyNameStream));
  return [policyStream(policyId), ...names];
}

/** Only code that knows a type writes it, so this is a defect; the parameter's type makes the switch above complete. */
function refuseUnknown(event: never): never {
  throw new Error(`the policy log has no streams for ${(event as DomainEvent).type}`);
}
