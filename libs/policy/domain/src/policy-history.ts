import { authorOf, viewOfPerson } from '@countersign/contracts';
import type { PolicyContent, PolicyEvent, PolicyVersionView } from '@countersign/contracts';
import { changedFields } from './changed-fields.js';
import type { Recorded } from './saved-policy.js';

const changes = {
  'policy.created': 'created',
  'policy.updated': 'updated',
  'policy.deleted': 'deleted',
} as const;

/** Every version of a policy, oldest first: who made it when, and which fields it changed. */
export function policyHistory(events: readonly Recorded<PolicyEvent>[]): PolicyVersionView[] {
  let before: PolicyContent | null = null;
  return events.map((event) => {
    const content = event.type === 'policy.deleted' ? null : event.data.content;
    const view: PolicyVersionView = {
      version: event.data.version,
      at: new Date(event.recordedAt).toISOString(),
      by: viewOfPerson(authorOf(event)),
      change: changes[event.type],
      changed: before && content ? changedFields(before, content) : [],
      content,
    };
    before = content;
    return view;
  });
}
