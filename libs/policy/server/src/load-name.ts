import type { Loader } from '@countersign/event-log';
import { policyNameFold, policyNameStream } from '@countersign/policy-domain';
import type { Policy } from '@countersign/policy-domain';

/** Loads the stream of a policy's present name, which the next event of the policy belongs to. */
export async function loadName(loader: Loader, policy: Policy): Promise<void> {
  if (policy.status === 'active') await loader.load(policyNameStream(policy.content.name), policyNameFold);
}
