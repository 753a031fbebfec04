import type { LogPosition, PolicyView } from '@countersign/contracts';
import { afterAppend } from '@countersign/event-log';
import type { CommandResult, DecideRunner, Ran } from '@countersign/event-log';
import { positionsOf } from '@countersign/service';
import { policyStream, policyViewOf, savedPolicyFold } from '@countersign/policy-domain';

/** What is remembered with a command on a policy, for its repeats. */
export function resultFor(status: number, policyId: string): CommandResult {
  return { status, code: null, ids: { policyId } };
}

function policyIdOf({ ids: { policyId } }: CommandResult): string {
  if (typeof policyId !== 'string') throw new Error('a policy command was recorded without its policyId');
  return policyId;
}

/** Answer of a command that leaves a policy behind: a repeat gives the first status with the policy as it is now. */
export async function policyWritten(runner: DecideRunner, ran: Ran): Promise<PolicyWritten> {
  const { appended, result } = ran;
  const { state } = await afterAppend(ran, () =>
    runner.read(policyStream(policyIdOf(result)), savedPolicyFold),
  );
  if (state.status === 'absent') throw new Error('a policy command was recorded, but not its policy');
  return {
    status: result.status,
    positions: positionsOf('policy', appended),
    representation: policyViewOf(state),
  };
}

interface PolicyWritten {
  status: number;
  positions: LogPosition[];
  representation: PolicyView;
}
