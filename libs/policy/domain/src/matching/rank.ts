import type { PolicyCondition } from '@countersign/contracts';
import { bestMatch, compileList } from '../glob/pattern.js';
import type { PatternList } from '../glob/pattern.js';
import type { SavedPolicy } from '../saved-policy.js';
import type { Glob } from '../glob/glob.js';
import type { GlobName } from '../glob/glob-name.js';

/** A condition with its patterns compiled; a side that is not given matches everything. */
export interface CompiledCondition {
  resourceNames: PatternList | undefined;
  accountNames: PatternList | undefined;
}

/** A policy version ready for matching; compiled once. */
export interface CompiledPolicy extends SavedPolicy {
  conditions: CompiledCondition[];
}

/** Compiles a saved policy. @throws GlobSyntaxError on a pattern that could not have been saved */
export function compilePolicy(policy: SavedPolicy): CompiledPolicy {
  return { ...policy, conditions: policy.content.conditions.map(compileCondition) };
}

function compileCondition({ resourceNames, accountNames }: PolicyCondition): CompiledCondition {
  return {
    resourceNames: resourceNames && compileList(resourceNames),
    accountNames: accountNames && compileList(accountNames),
  };
}

/** How closely a condition matches (rules.md#precedence); each number counts more than all that follow it. */
interface ConditionRank {
  /** Sides (resource, account) matched by a pattern that stands for that very name: 0–2. */
  literalSides: number;
  /** Sides that the condition has patterns for: 1–2. */
  sides: number;
  /** Characters that stand for themselves in the best matching pattern of each side, together. */
  literals: number;
}

/** A policy that matches, with the rank of its best matching condition. */
export interface Match {
  policy: CompiledPolicy;
  rank: ConditionRank;
}

/** A side without patterns: every name matches, and no character is literal. */
const NOT_GIVEN: Pick<Glob, 'literal' | 'literals'> = { literal: false, literals: 0 };

/** The rank of a condition for a resource and an account; undefined when it does not match. */
function rankOf(
  { resourceNames, accountNames }: CompiledCondition,
  resource: GlobName,
  account: GlobName,
): ConditionRank | undefined {
  const byResource = resourceNames ? bestMatch(resourceNames, resource) : NOT_GIVEN;
  if (!byResource) return undefined;
  const byAccount = accountNames ? bestMatch(accountNames, account) : NOT_GIVEN;
  if (!byAccount) return undefined;
  return {
    literalSides: Number(byResource.literal) + Number(byAccount.literal),
    sides: Number(resourceNames !== undefined) + Number(accountNames !== undefined),
    literals: byResource.literals + byAccount.literals,
  };
}

/** The policy's best matching condition, if any matches (rules.md#matching). */
export function matchOf(policy: CompiledPolicy, resource: GlobName, account: GlobName): Match | undefined {
  let best: ConditionRank | undefined;
  for (const condition of policy.conditions) {
    const rank = rankOf(condition, resource, account);
    if (rank && (!best || compareRanks(rank, best) < 0)) best = rank;
  }
  return best && { policy, rank: best };
}

/** Negative when the first is closer. */
function compareRanks(a: ConditionRank, b: ConditionRank): number {
  return b.literalSides - a.literalSides || b.sides - a.sides || b.literals - a.literals;
}

/**
 * The total order that decides between policies that match (rules.md#precedence); negative when the first governs. The
 * position of a policy's creation in the log is its age and is unique, so two policies are never equal.
 */
export function compareMatches(a: Match, b: Match): number {
  return (
    b.policy.content.priority - a.policy.content.priority ||
    compareRanks(a.rank, b.rank) ||
    a.policy.createdPosition - b.policy.createdPosition
  );
}
