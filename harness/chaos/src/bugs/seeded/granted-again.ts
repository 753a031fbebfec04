import { redelivery } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

const follower = 'libs/request/server/src/outcome-follower/outcome-follower.process-manager.ts';

/** "Each event is delivered once": each delivery makes a new command, even for a request that is approved already. */
export const grantedAgain: SeededBug = {
  name: 'granted-again',
  says: 'An approval that is delivered again grants its access again.',
  patches: [
    {
      file: follower,
      find: `import { Inject, Injectable } from '@nestjs/common';`,
      replace: `import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';`,
    },
    {
      file: follower,
      find: `processCommand(this.name, event.id, 0)`,
      replace: `processCommand(this.name, randomUUID(), 0)`,
    },
    {
      file: 'libs/request/domain/src/access.ts',
      find: `  if (access !== null) throw new Error('an access is granted once');
`,
      replace: '',
    },
    {
      file: 'libs/request/domain/src/follow-outcome.ts',
      find: `  return request.status === 'pending' ? endings(outcome, request, now) : [];
`,
      replace: `  if (request.status === 'approved' && outcome.type === 'approval.approved') {
    const window = accessWindow({ approved: outcome.data, ...request }, now);
    return [granted(request.about, window)];
  }
  return request.status === 'pending' ? endings(outcome, request, now) : [];
`,
    },
  ],
  scenario: redelivery,
  caughtBy: ['one-access'],
};
