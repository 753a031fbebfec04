import { authorOf, viewOfPerson } from '@countersign/contracts';
import type { Json, PolicyContent, PolicyEvent, PolicyVersionView } from '@countersign/contracts';
import type { Recorded } from './saved-policy.js';

const changes = {
  'policy.created': 'created',
  'policy.updated': 'updated',
  'policy.deleted': 'deleted',
} as const;

/** Every version of a policy, oldest first, with its author, its time and the fields that it changed. */
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

/** Names of the fields in which two versions differ, sorted; the order of keys within a field does not count. */
export function changedFields(before: PolicyContent, after: PolicyContent): string[] {
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  const fields = new Set([...old.keys(), ...now.keys()]);
  return [...fields].filter((field) => canonical(old.get(field)) !== canonical(now.get(field))).sort();
}

/** JSON with sorted keys; an absent field equals an undefined field. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: Json) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
