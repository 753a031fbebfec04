import type { Installation } from './installation.js';
import { policyAdmin } from './people.js';

/** One step of one manager, one step of two security officers; no second factor, which tokens of a bench do not have. */
export const policyContent = {
  maxAccessDuration: 'PT4H',
  minAccessDuration: 'PT5M',
  steps: [
    { name: 'Manager Review', approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 },
    {
      name: 'Security Review',
      approvers: [
        { type: 'group', id: 'security' },
        { type: 'user', id: 'dave' },
      ],
      requiredApprovals: 2,
    },
  ],
  justification: 'required',
};

const POLICIES = 12;

/** The globs of each policy: the first policy governs what the benches ask for. */
export const policyGlobs = Array.from({ length: POLICIES }, (_, index) => ({
  name: `policy-${index}`,
  resource: index === 0 ? 'prod-*' : `app-${index}-*`,
  account: '*-admin',
}));

/** @throws Error when a policy is refused */
export async function writePolicies({ url, sign }: Pick<Installation, 'url' | 'sign'>): Promise<void> {
  const token = await sign(policyAdmin);
  for (const { name, resource, account } of policyGlobs) {
    const conditions = [{ resourceNames: [resource], accountNames: [account] }];
    const response = await fetch(`${url}/v1/policies`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...policyContent, name, conditions }),
    });
    if (response.status !== 201) throw new Error(`no policy: ${await response.text()}`);
  }
}
