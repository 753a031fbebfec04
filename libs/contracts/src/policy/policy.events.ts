import { z } from 'zod';
import { id } from '../primitives.js';
import { policyContent } from './policy.js';
import type { DomainEvent } from '../event.js';

const saved = z.object({ policyId: id, content: policyContent });
const named = z.object({ policyId: id, name: z.string() });

/** Events of the policy log: streams `policy-<id>` (version = policy version) and `policy_name-<hash>`. */
export const policyEventData = {
  'policy.created': saved,
  'policy.updated': saved,
  'policy.deleted': z.object({ policyId: id }),
  /** Names are unique without regard to case: each name is a stream, written in the policy's transaction. */
  'policy.name_reserved': named,
  'policy.name_released': named,
} as const;

export type PolicyCreated = DomainEvent<'policy.created', z.infer<typeof saved>>;
export type PolicyUpdated = DomainEvent<'policy.updated', z.infer<typeof saved>>;
export type PolicyDeleted = DomainEvent<'policy.deleted', { policyId: string }>;
export type PolicyNameReserved = DomainEvent<'policy.name_reserved', z.infer<typeof named>>;
export type PolicyNameReleased = DomainEvent<'policy.name_released', z.infer<typeof named>>;

export type PolicyEvent = PolicyCreated | PolicyUpdated | PolicyDeleted;
export type PolicyNameEvent = PolicyNameReserved | PolicyNameReleased;
