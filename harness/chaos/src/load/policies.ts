import type { PolicyContentInput, PolicyStep } from '@countersign/contracts';

const anyOf = (group: string, requiredApprovals: number): PolicyStep => ({
  approvers: [{ type: 'group', id: group }],
  requiredApprovals,
});

const policy = (
  name: string,
  steps: PolicyStep[],
  more: Partial<PolicyContentInput> = {},
): PolicyContentInput => ({
  name,
  conditions: [{ resourceNames: [`${name}-*`] }],
  maxAccessDuration: 'PT4H',
  steps,
  ...more,
});

/** A version of the policy that is edited during the run: its one step, and whether requesters may decide. */
export const changingTo = (
  name: string,
  requiredApprovals: number,
  allowSelfApproval: boolean,
): PolicyContentInput =>
  policy('changing', [{ ...anyOf('security', requiredApprovals), name }], { allowSelfApproval });

/** The policies of a run. Each governs the resources whose names begin with its own. */
export const policies = {
  twoSteps: policy('two-steps', [anyOf('managers', 1), anyOf('security', 2)]),
  pair: policy('pair', [anyOf('security', 2)]),
  crowd: policy('crowd', [anyOf('security', 3)]),
  single: policy('single', [anyOf('managers', 1)]),
  exclusive: policy('exclusive', [anyOf('managers', 1)], { checkOut: { exclusive: true } }),
  clockAtCheckOut: policy('at-check-out', [anyOf('managers', 1)], {
    accessStarts: 'check-out',
    useBy: 'PT1M',
    checkOut: { exclusive: true },
  }),
  stepUp: policy('step-up', [anyOf('managers', 1)], { mfa: { onApproval: true, onCheckOut: true } }),
  ownRequests: policy('own', [anyOf('security', 2)], { allowSelfApproval: true }),
  changing: changingTo('Review', 1, false),
} satisfies Record<string, PolicyContentInput>;
