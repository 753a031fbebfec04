import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** The rule is asked at submission, where it counts who is left, and forgotten where it matters. */
export const requesterApproves: SeededBug = {
  name: 'requester-approves',
  says: 'Nobody is kept from approving their own request.',
  patches: [
    {
      file: 'libs/approval/domain/src/eligibility.ts',
      find: `  if (ownRefusal) throw ownRefusal;
`,
      replace: '',
    },
  ],
  scenario: calm,
  caughtBy: ['eligible'],
};
