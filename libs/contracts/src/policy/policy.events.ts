import { z } from 'zod';
import { id } from '../primitives.js';
import { personalDataErased } from '../shared.events.js';
import { policyContent } from './policy.js';
import type { DomainEvent } from '../event.js';

const created = z.object({
  policyId: id,
  /** Of the policy: 1, 2, 3 … */ version: z.number().int(),
  content: policyContent,
});
const updated = created.extend({
  /** The previous version's name if this version changes it; else null. */
  formerName: z.string().nullable(),
});
const deleted = z.object({
  policyId: id,
  version: z.number().int(),
  /** The name that is free again. */ name: z.string(),
});

/**
 * Events of the policy log. Each belongs to the policy's stream `policy-<id>` and to the stream of its name
 * `policy_name-<hash>`; renaming belongs to the streams of both names. Names are unique without regard to case.
 */
export const policyEventData = {
  'policy.created': created,
  'policy.updated': updated,
  'policy.deleted': deleted,
  'personal_data.erased': personalDataErased,
} as const;

export type PolicyCreated = DomainEvent<'policy.created', z.infer<typeof created>>;
export type PolicyUpdated = DomainEvent<'policy.updated', z.infer<typeof updated>>;
export type PolicyDeleted = DomainEvent<'policy.deleted', z.infer<typeof deleted>>;

export type PolicyEvent = PolicyCreated | PolicyUpdated | PolicyDeleted;
