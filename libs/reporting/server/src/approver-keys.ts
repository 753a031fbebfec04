import type { Approver, Caller, Person, PolicyStep } from '@countersign/contracts';

/** An approver as one text: `user:bob`, `group:managers`. Types contain no colon, so two approvers never share a key. */
export function approverKey({ type, id }: Approver): string {
  return `${type}:${id}`;
}

/** Keys of all approvers that the steps name, without duplicates. */
export function approverKeysOf(steps: readonly Pick<PolicyStep, 'approvers'>[]): string[] {
  return [...new Set(steps.flatMap((step) => step.approvers.map(approverKey)))];
}

/** Keys by which a step may name the caller: their id, or a group in the token of this call. */
export function keysOfCaller({ id, groups }: Pick<Caller, 'id' | 'groups'>): string[] {
  return [
    approverKey({ type: 'user', id }),
    ...groups.map((group) => approverKey({ type: 'group', id: group })),
  ];
}

/** A person as one text of issuer and id, both of which may contain any character. */
export function personKey({ issuer, id }: Pick<Person, 'issuer' | 'id'>): string {
  return JSON.stringify([issuer, id]);
}
