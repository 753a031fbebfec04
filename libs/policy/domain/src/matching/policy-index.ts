import { globName } from '../glob/glob-name.js';
import type { SavedPolicy } from '../saved-policy.js';
import { compilePolicy } from './compiled-policy.js';
import type { CompiledPolicy } from './compiled-policy.js';
import { conditionSteps } from './condition-steps.js';
import { GlobTrie } from './glob-trie.js';
import { compareMatches, matchOf } from './rank.js';
import type { Match } from './rank.js';
import type { Entry } from './trie-node.js';

/**
 * The policies there are, each compiled once per version, and which of them a resource and an account meet. A trie
 * leads to the few that may match; their own patterns decide, so that the answer is that of a loop over all.
 */
export class PolicyIndex {
  private readonly policies = new Map<string, Indexed>();
  private readonly trie = new GlobTrie<CompiledPolicy>();

  /** Puts a policy in, in place of its earlier version. @throws GlobSyntaxError see `compilePolicy` */
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

  /** The policy that governs (rules.md#precedence), or undefined when none in force matches. */
  match(resource: string, account: string): SavedPolicy | undefined {
    return this.matches(resource, account).filter(inForce).sort(compareMatches)[0]?.policy;
  }

  /** Every policy that matches, switched off or not, in the order of precedence. */
  ranked(resource: string, account: string): Match[] {
    return this.matches(resource, account).sort(compareMatches);
  }

  private matches(resource: string, account: string): Match[] {
    const [resourceName, accountName] = [globName(resource), globName(account)];
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

/** Whether a match counts: a policy that is switched off governs nothing. */
export function inForce({ policy }: Match): boolean {
  return policy.content.enabled;
}
