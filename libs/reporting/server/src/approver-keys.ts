import type { Approver, Caller, Person, PolicyStep } from '@countersign/contracts';

/** An approver as one text: `user:bob`, `group:managers`. Types hold no colon, so no two approvers share a key. */
export function approverKey({ type, id }: Approver): string {
  return `${type}:${id}`;
}

/** Every approver that any of the steps names, each once. */
export function approverKeysOf(steps: readonly Pick<PolicyStep, 'approvers'>[]): string[] {
  return [...new Set(steps.flatMap((step) => step.approvers.map(approverKey)))];
}

/** What a step may name the caller by: their id, or a group in the token of this very call. */
export function keysOfCaller({ id, groups }: Pick<Caller, 'id' | 'groups'>): string[] {
  return [
    approverKey({ type: 'user', id }),
    ...groups.map((group) => approverKey({ type: 'group', id: group })),
  ];
}

/** A person as one text: issuer and id are who they are, and both may hold any character. */
export function personKey({ issuer, id }: Pick<Person, 'issuer' | 'id'>): string {
  return JSON.stringify([issuer, id]);
}
