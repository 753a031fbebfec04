import { viewOfPerson } from '@countersign/contracts';
import type {
  Actor,
  DomainEvent,
  Person,
  PolicyEvent,
  PolicyRef,
  PolicyView,
  RecordedEvent,
} from '@countersign/contracts';
import { policyFold } from './policy.js';
import type { Policy, PolicyVersion } from './policy.js';

/** An event as the log hands it out: the union of events, each with its recorded fields. */
export type Recorded<E extends DomainEvent> = E extends DomainEvent ? RecordedEvent<E> : never;

/** A policy's newest version as it is shown and matched: with who made it when, which only the log knows. */
export interface SavedPolicy extends PolicyVersion {
  /** Position of its creation in the log: the order of age (rule 3). */
  createdPosition: number;
  /** recordedAt, with microseconds. */
  createdAt: string;
  createdBy: Person;
  updatedAt: string;
  updatedBy: Person;
}

/** A policy and its record. */
export type RecordedPolicy = { status: 'absent' } | ({ status: 'active' | 'deleted' } & SavedPolicy);

/**
 * The fold of stream `policy-<id>` that reads rest on. Apart from `policyFold`, because what a command has just
 * decided has no recorded time and no position yet, and may still be folded.
 */
export const savedPolicyFold = {
  initialState: { status: 'absent' } as RecordedPolicy,
  evolve(saved: RecordedPolicy, event: Recorded<PolicyEvent>): RecordedPolicy {
    const policy: Policy = policyFold.evolve(saved, event);
    if (policy.status === 'absent') return policy;
    return {
      ...originOf(saved, event),
      ...policy,
      updatedAt: event.recordedAt,
      updatedBy: authorOf(event.actor),
    };
  },
};

function originOf(saved: RecordedPolicy, { position, recordedAt, actor }: Recorded<PolicyEvent>) {
  if (saved.status === 'absent') {
    return { createdPosition: position, createdAt: recordedAt, createdBy: authorOf(actor) };
  }
  const { createdPosition, createdAt, createdBy } = saved;
  return { createdPosition, createdAt, createdBy };
}

/** Who wrote a version. A service is named by its id, under an issuer that no provider has. */
export function authorOf(actor: Actor): Person {
  if (actor.kind === 'service') return { issuer: 'countersign', id: actor.id, name: actor.id, email: null };
  const { issuer, id, name, email } = actor;
  return { issuer, id, name, email };
}

/** The policy as clients see it: instants with milliseconds. */
export function policyViewOf(policy: SavedPolicy): PolicyView {
  return {
    id: policy.id,
    version: policy.version,
    ...policy.content,
    createdAt: new Date(policy.createdAt).toISOString(),
    createdBy: viewOfPerson(policy.createdBy),
    updatedAt: new Date(policy.updatedAt).toISOString(),
    updatedBy: viewOfPerson(policy.updatedBy),
  };
}

/** Which policy version, for people. */
export function policyRefOf({ id, version, content }: SavedPolicy): PolicyRef {
  return { id, version, name: content.name };
}
