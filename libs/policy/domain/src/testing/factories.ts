import { policyContent } from '@countersign/contracts';
import type { Person, PolicyContent, PolicyContentInput } from '@countersign/contracts';
import type { SavedPolicy } from '../saved-policy.js';

export const ERIN: Person = {
  issuer: 'https://idp.example',
  id: 'erin',
  name: 'Erin Ellis',
  email: 'erin@example.com',
};

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
