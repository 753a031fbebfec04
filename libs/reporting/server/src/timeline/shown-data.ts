import type { TimelineEntry } from '@countersign/contracts';

type Data = TimelineEntry['data'];

/** Members of a policy that say what else it governs, and how it stands to others: for those who may read policies. */
const OF_OVERSEERS = new Set(['conditions', 'description', 'priority']);

/**
 * An event's data for who may see the request, but not the policy: without the patterns of all the other resources
 * and accounts it governs. Pure.
 */
export function withoutPolicyScope(data: Data): Data {
  const { policy } = data;
  if (!isObject(policy) || !isObject(policy['content'])) return data;
  const content = Object.entries(policy['content']).filter(([name]) => !OF_OVERSEERS.has(name));
  return { ...data, policy: { ...policy, content: Object.fromEntries(content) } };
}

function isObject(value: Data[string] | undefined): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
