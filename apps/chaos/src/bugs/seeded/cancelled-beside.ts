import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

const commands = 'libs/approval/server/src/approval-commands.ts';

/** "A requester who cancels should not lose to fifty approvers": both look at both streams, and neither checks both. */
export const cancelledBeside: SeededBug = {
  name: 'cancelled-beside',
  says: 'A cancellation has a stream of its own, so that it and the last approval can both win.',
  patches: [
    {
      file: commands,
      find: `/** How long an answer waits until the request has followed (rule 15). */`,
      replace: `const cancellation = (requestId: string): string => \`cancelled-\${requestId}\`;
const cancellationFold = {
  initialState: null as ApprovalEvent | null,
  evolve: (_: ApprovalEvent | null, event: ApprovalEvent): ApprovalEvent | null => event,
};
const withCancellation = (approval: Approval, cancelled: ApprovalEvent | null): Approval =>
  cancelled && approval.status === 'pending' ? approvalFold.evolve(approval, cancelled) : approval;

/** How long an answer waits until the request has followed (rule 15). */`,
    },
    {
      file: commands,
      find: `import type { DecisionContext, OpenedApproval } from`,
      replace: `import type { Approval, DecisionContext, OpenedApproval } from`,
    },
    {
      file: commands,
      find: `    const { stream, state, version } = await loader.load(approvalStream(requestId), approvalFold);
    if (state.status === 'none') throw new NotOpened();
    if (!maySee(caller, state)) throw new NotVisible('request');`,
      replace: `    const opened = await loader.load(approvalStream(requestId), approvalFold);
    const beside = await loader.load(cancellation(requestId), cancellationFold);
    const state = withCancellation(opened.state, beside.state);
    if (state.status === 'none') throw new NotOpened();
    if (!maySee(caller, state)) throw new NotVisible('request');`,
    },
    {
      file: commands,
      find: `    return {
      streams: [{ stream, expectedVersion: version, events }],`,
      replace: `    const { stream, version } = events[0]?.type === 'approval.cancelled' ? beside : opened;
    return {
      streams: [{ stream, expectedVersion: version, events }],`,
    },
    {
      file: commands,
      find: `    const { state, version } = await this.runner.read(approvalStream(requestId), approvalFold);
`,
      replace: `    const { state: opened, version } = await this.runner.read(approvalStream(requestId), approvalFold);
    const beside = await this.runner.read(cancellation(requestId), cancellationFold);
    const state = withCancellation(opened, beside.state);
`,
    },
  ],
  scenario: calm,
  caughtBy: ['one-end'],
};
