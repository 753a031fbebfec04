import type { PolicyCondition } from '@countersign/contracts';
import { compileList } from '../glob/pattern-list.js';
import type { PatternList } from '../glob/pattern-list.js';
import type { SavedPolicy } from '../saved-policy.js';

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
