import { globName } from '../glob/glob-name.js';
import type { SavedPolicy } from '../saved-policy.js';
import { compilePolicy } from './compiled-policy.js';
import type { CompiledPolicy } from './compiled-policy.js';
import { compareMatches, matchOf } from './rank.js';
import type { Match } from './rank.js';

/** The policies there are, each compiled once per version, and which of them a resource and an account meet. */
export class PolicyIndex {
  private readonly policies = new Map<string, CompiledPolicy>();

  /** Puts a policy in, in place of its earlier version. @throws GlobSyntaxError see `compilePolicy` */
  put(policy: SavedPolicy): void {
    this.policies.set(policy.id, compilePolicy(policy));
  }

  get(id: string): SavedPolicy | undefined {
    return this.policies.get(id);
  }

  delete(id: string): void {
    this.policies.delete(id);
  }

  /** Every policy, enabled or not, in no particular order. */
  all(): SavedPolicy[] {
    return [...this.policies.values()];
  }

  /** The policy that governs (rule 3), or undefined when none in force matches. */
  match(resource: string, account: string): SavedPolicy | undefined {
    return this.matches(resource, account).filter(inForce).sort(compareMatches)[0]?.policy;
  }

  /** Every policy that matches, switched off or not, the one that comes first by rule 3 first. */
  ranked(resource: string, account: string): Match[] {
    return this.matches(resource, account).sort(compareMatches);
  }

  private matches(resource: string, account: string): Match[] {
    const [resourceName, accountName] = [globName(resource), globName(account)];
    return [...this.policies.values()].flatMap((policy) => matchOf(policy, resourceName, accountName) ?? []);
  }
}

/** Whether a match counts: a policy that is switched off governs nothing. */
export function inForce({ policy }: Match): boolean {
  return policy.content.enabled;
}
