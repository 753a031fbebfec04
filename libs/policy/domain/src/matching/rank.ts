import { bestMatch } from '../glob/pattern-list.js';
import type { GlobName } from '../glob/glob-name.js';
import type { CompiledCondition, CompiledPolicy } from './compiled-policy.js';

/** How closely a condition names what was asked for (rule 3); each number beats all that follow it. */
export interface ConditionRank {
  /** Sides (resource, account) matched by a pattern that stands for that very name: 0–2. */
  literalSides: number;
  /** Sides the condition gives at all: 1–2. */
  sides: number;
  /** Characters that stand for themselves in the best matching pattern of each side, together. */
  literals: number;
}

/** A policy that matches, with the rank of its best matching condition. */
export interface Match {
  policy: CompiledPolicy;
  rank: ConditionRank;
}

/** The rank of a condition for a resource and an account; undefined when it does not match. */
export function rankOf(
  condition: CompiledCondition,
  resource: GlobName,
  account: GlobName,
): ConditionRank | undefined {
  const sides = [
    condition.resourceNames && bestMatch(condition.resourceNames, resource),
    condition.accountNames && bestMatch(condition.accountNames, account),
  ];
  const matched = sides.filter((glob) => glob !== undefined);
  const given = [condition.resourceNames, condition.accountNames].filter((list) => list !== undefined);
  if (matched.length < given.length) return undefined;
  return {
    literalSides: matched.filter(({ literal }) => literal).length,
    sides: matched.length,
    literals: matched.reduce((sum, { literals }) => sum + literals, 0),
  };
}

/** The policy's best matching condition, if any matches (OR). */
export function matchOf(policy: CompiledPolicy, resource: GlobName, account: GlobName): Match | undefined {
  const ranks = policy.conditions.flatMap((condition) => rankOf(condition, resource, account) ?? []);
  const [best] = ranks.sort(compareRanks);
  return best && { policy, rank: best };
}

/** Negative when the first is the closer one. */
export function compareRanks(a: ConditionRank, b: ConditionRank): number {
  return b.literalSides - a.literalSides || b.sides - a.sides || b.literals - a.literals;
}

/**
 * The total order that decides between policies that match (rule 3); negative when the first governs. The place of
 * a policy's creation in the log is its age and belongs to it alone, so two policies are never equal.
 */
export function compareMatches(a: Match, b: Match): number {
  return (
    b.policy.content.priority - a.policy.content.priority ||
    compareRanks(a.rank, b.rank) ||
    a.policy.createdPosition - b.policy.createdPosition
  );
}
