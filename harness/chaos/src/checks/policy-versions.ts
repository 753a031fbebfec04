import type { PolicyContentInput } from '@countersign/contracts';
import { each } from './check.js';
import type { Check } from './check.js';
import { differentMember } from './known-policies.js';
import { dataOf, typed } from './lives.js';
import { senderOf } from './stored-commands.js';

interface Saved {
  policyId: string;
  version: number;
  content: PolicyContentInput;
}

export const policyVersions: Check = {
  says: 'Each version of a policy is what its admin sent, in place of the version that they named: of two edits of one version, one is saved.',
  check: (observed) =>
    each(
      'policy-versions',
      typed(observed.logs.policy.events, 'policy.created', 'policy.updated'),
      (event) => {
        const sender = senderOf(observed, 'policy', event.position);
        if (!sender) return null; // Found by `unasked`.
        const { version, content } = dataOf<Saved>(event);
        const { ifMatch = 0, body } = sender;
        const wrong: string[] = [];
        if (version !== ifMatch + 1 || event.version !== version)
          wrong.push(`version ${version} of ${content.name} was saved in place of version ${ifMatch}`);
        const member = differentMember(content, body as PolicyContentInput);
        if (member !== undefined)
          wrong.push(`version ${version} of ${content.name} has another ${member} than was sent`);
        return wrong;
      },
    ),
};
