import type { Json, PolicyContent } from '@countersign/contracts';

/** Names of the fields in which two versions differ, sorted; the order of keys within a field does not count. */
export function changedFields(before: PolicyContent, after: PolicyContent): string[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const fields = new Set([...old.keys(), ...now.keys()]);
  return [...fields].filter((field) => canonical(old.get(field)) !== canonical(now.get(field))).sort();
}

/** JSON with sorted keys; a field that is not there and one that is undefined are the same. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: Json) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
