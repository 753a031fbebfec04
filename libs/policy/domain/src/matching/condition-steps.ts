import { anyName, stepsOf } from '../glob/glob-steps.js';
import type { Step } from '../glob/glob-steps.js';
import type { PatternList } from '../glob/pattern-list.js';
import type { CompiledCondition } from './compiled-policy.js';

/** Ways to a condition by resource and account together; a condition with more is found by its resources alone. */
const MOST = 2_000;

/** The ways that lead to a condition: each resource pattern, then each account pattern. */
export function conditionSteps({ resourceNames, accountNames }: CompiledCondition): Step[][] {
  const [resources, accounts] = [sideSteps(resourceNames), sideSteps(accountNames)];
  const few = resources.length * accounts.length <= MOST;
  return resources.flatMap((resource) =>
    (few ? accounts : [anyName]).map((account) => [...resource, ...account]),
  );
}

/** Negative patterns lead nowhere: they only take away. */
function sideSteps(list: PatternList | undefined): (readonly Step[])[] {
  return list?.positives.map(stepsOf) ?? [anyName];
}
