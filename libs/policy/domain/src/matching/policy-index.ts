import { globName } from '../glob/glob-name.js';
import type { SavedPolicy } from '../saved-policy.js';
import { compareMatches, compilePolicy, matchOf } from './rank.js';
import type { CompiledCondition, CompiledPolicy, Match } from './rank.js';
import { GlobTrie } from './glob-trie.js';
import type { Entry } from './glob-trie.js';
import { anyName, stepsOf } from '../glob/glob.js';
import type { Step } from '../glob/glob.js';
import type { PatternList } from '../glob/pattern.js';

/**
 * All policies, each compiled once per version, and the policies that match a resource and an account. A trie finds the
 * few candidates and their own patterns decide, so the answer is the same as that of a loop over all policies.
 */
export class PolicyIndex {
  private readonly policies = new Map<string, Indexed>();
  private readonly trie = new GlobTrie<CompiledPolicy>();

  /** Adds a policy, or replaces its earlier version. @throws GlobSyntaxError see `compilePolicy` */
  put(saved: SavedPolicy): void {
    const policy = compilePolicy(saved);
    this.delete(policy.id);
    const steps = policy.conditions.flatMap(conditionSteps);
    this.policies.set(policy.id, { policy, entries: steps.map((one) => this.trie.add(one, policy)) });
  }

  get(id: string): SavedPolicy | undefined {
    return this.policies.get(id)?.policy;
  }

  delete(id: string): void {
    for (const entry of this.policies.get(id)?.entries ?? []) this.trie.delete(entry);
    this.policies.delete(id);
  }

  /** Every policy, enabled or not, in no particular order. */
  all(): SavedPolicy[] {
    return Array.from(this.policies.values(), ({ policy }) => policy);
  }

  /** The policy that governs (rules.md#precedence), or undefined when no enabled policy matches. */
  match(resource: string, account: string): SavedPolicy | undefined {
    return this.matches(resource, account).filter(inForce).sort(compareMatches)[0]?.policy;
  }

  /** Every policy that matches, switched off or not, in the order of precedence. */
  ranked(resource: string, account: string): Match[] {
    return this.matches(resource, account).sort(compareMatches);
  }

  private matches(resource: string, account: string): Match[] {
    const resourceName = globName(resource);
    const accountName = globName(account);
    const found: Match[] = [];
    for (const policy of this.trie.candidates([resourceName, accountName])) {
      const match = matchOf(policy, resourceName, accountName);
      if (match) found.push(match);
    }
    return found;
  }
}

interface Indexed {
  policy: CompiledPolicy;
  /** Where it stands in the trie. */
  entries: Entry<CompiledPolicy>[];
}

/** Whether the policy is enabled: a disabled policy governs nothing. */
export function inForce({ policy }: Match): boolean {
  return policy.content.enabled;
}

/** Ways to a condition by resource and account together; a condition with more is found by its resources alone. */
const MOST = 2_000;

/** The ways that lead to a condition: each resource pattern, then each account pattern. */
export function conditionSteps({ resourceNames, accountNames }: CompiledCondition): Step[][] {
  const resources = sideSteps(resourceNames);
  const accounts = sideSteps(accountNames);
  const few = resources.length * accounts.length <= MOST;
  return resources.flatMap((resource) =>
    (few ? accounts : [anyName]).map((account) => [...resource, ...account]),
  );
}

/** Negative patterns lead nowhere: they only take away. */
function sideSteps(list: PatternList | undefined): (readonly Step[])[] {
  return list?.positives.map(stepsOf) ?? [anyName];
}
