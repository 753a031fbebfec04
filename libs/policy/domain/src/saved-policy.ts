import { authorOf, refOf, samePerson, viewOfPerson } from '@countersign/contracts';
import type {
  Actor,
  Approver,
  DomainEvent,
  KnownPerson,
  PersonRef,
  PolicyContent,
  PolicyEvent,
  PolicyRef,
  PolicyView,
  RecordedEvent,
} from '@countersign/contracts';
import { policyFold } from './policy.js';
import type { Policy, PolicyVersion } from './policy.js';

/** An event as the log hands it out: the union of events, each with its recorded fields. */
export type Recorded<E extends DomainEvent> = E extends DomainEvent ? RecordedEvent<E> : never;

/** A policy's newest version as it is shown and matched, with the author and time that only the log knows. */
export interface SavedPolicy extends PolicyVersion {
  /** See `authorsAfter`. */
  authors: readonly PersonRef[];
  /** Position of its creation in the log: the order of age. */
  createdPosition: number;
  /** recordedAt, with microseconds. */
  createdAt: string;
  createdBy: KnownPerson;
  updatedAt: string;
  updatedBy: KnownPerson;
}

/** A policy and its record. */
export type RecordedPolicy = { status: 'absent' } | ({ status: 'active' | 'deleted' } & SavedPolicy);

/**
 * The fold of stream `policy-<id>` that reads rest on. It is not `policyFold`, because what a command has just
 * decided has no recorded time and no position yet, and may still be folded.
 */
export const savedPolicyFold = {
  initialState: { status: 'absent' } as RecordedPolicy,
  evolve(saved: RecordedPolicy, event: Recorded<PolicyEvent>): RecordedPolicy {
    const policy: Policy = policyFold.evolve(saved, event);
    if (policy.status === 'absent') return policy;
    return {
      ...policy,
      ...originOf(saved, event),
      authors: authorsOf(saved, event),
      updatedAt: event.recordedAt,
      updatedBy: authorOf(event),
    };
  },
};

function originOf(saved: RecordedPolicy, event: Recorded<PolicyEvent>) {
  if (saved.status === 'absent') {
    return {
      createdPosition: event.position,
      createdAt: event.recordedAt,
      createdBy: authorOf(event),
    };
  }
  const { createdPosition, createdAt, createdBy } = saved;
  return { createdPosition, createdAt, createdBy };
}

function authorsOf(saved: RecordedPolicy, event: Recorded<PolicyEvent>): readonly PersonRef[] {
  const authors = saved.status === 'absent' ? [] : saved.authors;
  if (event.type === 'policy.deleted') return authors;
  const before = saved.status === 'absent' ? null : saved.content;
  return authorsAfter(authors, before, { content: event.data.content, actor: event.actor });
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

/** A reference to the policy version, as clients see it. */
export function policyRefOf({ id, version, content }: SavedPolicy): PolicyRef {
  return { id, version, name: content.name };
}

/**
 * The authors of a policy after another version: its creator, and every person who wrote a version that changed who
 * approves, how many must approve, or whether people may approve their own requests. Each author appears once, in the
 * order of their first such version. A service is no author, since it never requests anything (rules.md#self-approval).
 * @param before - content of the version before; null for the first version
 */
export function authorsAfter(
  authors: readonly PersonRef[],
  before: PolicyContent | null,
  { content, actor }: { content: PolicyContent; actor: Actor },
): readonly PersonRef[] {
  if (actor.kind !== 'person' || (before && !changesApproval(before, content))) return authors;
  return authors.some((author) => samePerson(author, actor)) ? authors : [...authors, refOf(actor)];
}

function changesApproval(before: PolicyContent, after: PolicyContent): boolean {
  return JSON.stringify(approvalOf(before)) !== JSON.stringify(approvalOf(after));
}

/** `distinctApprovers` is included, because without it one person may give approvals in several steps. */
function approvalOf({ steps, allowSelfApproval, distinctApprovers }: PolicyContent) {
  const needed = steps.map(({ approvers, requiredApprovals }) => [
    requiredApprovals,
    approvers.map(approverKey).sort(),
  ]);
  return [allowSelfApproval, distinctApprovers, needed];
}

/** The order of the approvers within a step, and a step's name, change nothing. */
function approverKey({ type, id }: Approver): string {
  return `${type} ${id}`;
}
