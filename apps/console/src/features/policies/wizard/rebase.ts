import type { PolicyContent } from '../policy-types.js';
import { same } from '../words/policy-differences.js';

type Field = keyof PolicyContent;

/** My changes on top of a version that somebody else saved in the meantime. */
interface Rebased {
  content: PolicyContent;
  /** Fields that both changed to different values; the content has mine. */
  both: Field[];
}

/**
 * Puts the fields that I changed on top of the version that somebody else saved.
 * @param base - the version that both started from
 */
export function rebase(base: PolicyContent, mine: PolicyContent, theirs: PolicyContent): Rebased {
  const fields = [...new Set([...keysOf(base), ...keysOf(mine), ...keysOf(theirs)])];
  const isMine = fields.filter((field) => !same(base[field], mine[field]));
  const both = isMine.filter(
    (field) => !same(base[field], theirs[field]) && !same(mine[field], theirs[field]),
  );
  const taken = Object.fromEntries(isMine.map((field) => [field, mine[field]]));
  return { content: withoutUndefined({ ...theirs, ...taken }), both };
}

const keysOf = (content: PolicyContent) => Object.keys(content) as Field[];

const withoutUndefined = (content: PolicyContent): PolicyContent =>
  Object.fromEntries(
    Object.entries(content).filter(([, value]: [string, unknown]) => value !== undefined),
  ) as PolicyContent;
