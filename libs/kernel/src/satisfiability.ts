import type { PolicyContent, PolicyStep } from '@countersign/contracts';

/**
 * The first step (0-based) that nobody could ever complete, or null when every step can be
 * (rules.md#satisfiable-policies).
 *
 * A step that names a group counts as unbounded, because its members are known only from their tokens. A step of users
 * only needs `requiredApprovals` different people; with `distinctApprovers` no person may serve two of these steps, so
 * all of them together need an assignment of different people. That is Hall's condition, decided here by augmenting
 * paths (Kuhn 1955). The answer is the first step for which the steps before it leave too few people.
 *
 * @param withoutUserId - the requester, left out unless the policy lets people approve their own requests. For a
 *   requester who is an author of the policy, and so may never approve (rules.md#self-approval), pass `{ ...policy,
 *   allowSelfApproval: false }`.
 */
export function unsatisfiableStep(policy: PolicyContent, withoutUserId?: string): number | null {
  const excluded = policy.allowSelfApproval ? undefined : withoutUserId;
  const pools = policy.steps.map((step) => peopleOf(step, excluded));
  const failing = policy.distinctApprovers
    ? firstUnassignable(policy.steps, pools)
    : firstTooSmall(policy.steps, pools);
  return failing === -1 ? null : failing;
}

/** The different people of a step, or null when a group makes them unknown. */
function peopleOf(step: PolicyStep, excluded: string | undefined): string[] | null {
  if (step.approvers.some(({ type }) => type === 'group')) return null;
  return [...new Set(step.approvers.map(({ id }) => id))].filter((id) => id !== excluded);
}

function firstTooSmall(steps: PolicyStep[], pools: (string[] | null)[]): number {
  return steps.findIndex((step, i) => (pools[i]?.length ?? Infinity) < step.requiredApprovals);
}

function firstUnassignable(steps: PolicyStep[], pools: (string[] | null)[]): number {
  const servedBy = new Map<string, number>();
  return steps.findIndex((step, i) => {
    if (!pools[i]) return false;
    for (let seat = 0; seat < step.requiredApprovals; seat++) {
      if (!seatSomeone(i, pools, servedBy, new Set())) return true;
    }
    return false;
  });
}

/** Finds one more person for a step, moving others to another step where that frees someone. */
function seatSomeone(
  step: number,
  pools: (string[] | null)[],
  servedBy: Map<string, number>,
  tried: Set<string>,
): boolean {
  for (const person of pools[step] ?? []) {
    if (tried.has(person)) continue;
    tried.add(person);
    const serving = servedBy.get(person);
    if (serving === step) continue;
    if (serving === undefined || seatSomeone(serving, pools, servedBy, tried)) {
      servedBy.set(person, step);
      return true;
    }
  }
  return false;
}
