/** One member that is to change: where it stands, and both values; undefined where there is none. */
export interface Difference {
  path: string;
  before: unknown;
  after: unknown;
}

/** What differs between two values of JSON, member by member, in the order of their names. Pure. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after))
    return Object.is(before, after) ? [] : [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  return names.flatMap((name) => differences(before[name], after[name], path ? `${path}.${name}` : name));
}

/** `steps.0.requiredApprovals: 1 → 2` */
export function differenceText({ path, before, after }: Difference): string {
  return `${path}: ${shown(before)} → ${shown(after)}`;
}

const shown = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
