import type { Installation } from './installation.js';
import { policyAdmin } from './people.js';

/** A step with one manager and a step with two security officers. No second factor: the bench's tokens have none. */
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

/** The globs of each policy. The first policy governs the requests of the benches. */
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
