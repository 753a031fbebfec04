import { hasRole, NotAllowed } from '@countersign/contracts';
import type {
  Caller,
  LogPosition,
  PolicyContent,
  PolicyWarning,
  Role,
  SavedPolicyView,
} from '@countersign/contracts';
import type { DecideRunner, Loader, Ran } from '@countersign/event-log';
import { afterAppend, positionsOf } from '@countersign/service';
import {
  approverWarnings,
  policyNameFold,
  policyNameStream,
  policyStream,
  policyViewOf,
  savedPolicyFold,
} from '@countersign/policy-domain';
import type { Policy } from '@countersign/policy-domain';
import type { SeenReader } from './seen-approvers/seen-approvers.js';

/** @throws NotAllowed unless the caller has one of the roles */
export function assertRole(caller: Caller, ...roles: Role[]): void {
  if (!hasRole(caller, ...roles)) throw new NotAllowed(roles.join(' or '));
}

/** Loads the stream of a policy's present name, which the next event of the policy belongs to. */
export async function loadName(loader: Loader, policy: Policy): Promise<void> {
  if (policy.status === 'active') await loader.load(policyNameStream(policy.content.name), policyNameFold);
}

interface PolicyWritten {
  status: number;
  positions: LogPosition[];
  representation: SavedPolicyView;
}

/** The answer of create and update. A repeat is answered with the first status and the policy as it is now. */
export async function policyWritten(
  runner: DecideRunner,
  seen: SeenReader,
  ran: Ran,
): Promise<PolicyWritten> {
  const { status, ids } = ran.result;
  const { policyId } = ids;
  if (typeof policyId !== 'string') throw new Error('a policy command was recorded without its policyId');
  const representation = await afterAppend(ran, async () => {
    const { state } = await runner.read(policyStream(policyId), savedPolicyFold);
    if (state.status === 'absent') throw new Error('a policy command was recorded, but not its policy');
    return { ...policyViewOf(state), warnings: await warningsAbout(state.content, seen) };
  });
  return { status, positions: positionsOf('policy', ran.appended), representation };
}

async function warningsAbout({ steps }: PolicyContent, seen: SeenReader): Promise<PolicyWarning[]> {
  return approverWarnings(steps, await seen.like(steps.flatMap(({ approvers }) => approvers)));
}
