import { actorOf, foldingOf, policyContent, refOf } from '@countersign/contracts';
import type {
  DomainEvent,
  Folding,
  KnownPerson,
  PolicyContent,
  PolicyContentInput,
  PolicyEvent,
  Provenance,
} from '@countersign/contracts';
import { policyStreamsOf } from '../policy-name.js';
import type { Recorded, SavedPolicy } from '../saved-policy.js';

export const ERIN: KnownPerson = {
  issuer: 'https://idp.example',
  id: 'erin',
  name: 'Erin Ellis',
  email: 'erin@example.com',
  erasedAt: null,
};

/** What the log records of a person's call. */
export function by({ issuer, id, name, email }: KnownPerson): Provenance {
  return {
    actor: actorOf({ issuer, id }),
    private: { name: name ?? undefined, email: email ?? undefined },
    erasedAt: null,
  };
}

/** An event as a fold sees it, caused by a person. */
export function folding<E extends DomainEvent>(event: E, person: KnownPerson): Folding<E> {
  const { actor, private: personal } = by(person);
  return foldingOf(event, { actor, personal });
}

/** A policy's event as the log hands it out: version n of the policy is at position 10 + n. */
export function recorded(event: PolicyEvent, provenance: Provenance): Recorded<PolicyEvent> {
  const { version } = event.data;
  const place = {
    position: 10 + version,
    id: '',
    streams: policyStreamsOf(event).map((id) => ({ id, version })),
    recordedAt: `2026-01-31T09:00:0${version}.123456Z`,
    correlationId: '',
    causationId: null,
    traceparent: null,
    privateHash: null,
    hash: '',
  };
  return { ...event, ...place, ...provenance };
}

/** A policy's content as the edge hands it over: defaults filled in. */
export function content(change: Partial<PolicyContentInput> = {}): PolicyContent {
  return policyContent.parse({
    name: 'production-db-approval',
    conditions: [{ resourceNames: ['prod-*'] }],
    maxAccessDuration: 'PT4H',
    steps: [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }],
    ...change,
  });
}

/** A saved policy; `age` orders by creation, older is smaller. */
export function saved(id: string, age: number, change: Partial<PolicyContentInput> = {}): SavedPolicy {
  const at = '2026-01-31T09:00:00.123456Z';
  return {
    id,
    version: 1,
    content: content({ name: id, ...change }),
    authors: [refOf(ERIN)],
    createdPosition: age,
    createdAt: at,
    createdBy: ERIN,
    updatedAt: at,
    updatedBy: ERIN,
  };
}

/** Steps of users only: each is a list of ids and how many of them must approve. */
export function userSteps(...steps: [ids: string[], required: number][]): PolicyContentInput['steps'] {
  return steps.map(([ids, requiredApprovals]) => ({
    approvers: ids.map((id) => ({ type: 'user', id })),
    requiredApprovals,
  }));
}
