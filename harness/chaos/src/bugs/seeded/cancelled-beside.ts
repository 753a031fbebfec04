import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

const streams = 'libs/approval/domain/src/approval.ts';
const commands = 'libs/approval/server/src/approval-commands.ts';
const reader = 'libs/approval/server/src/approval-reader.ts';

/** "A requester who cancels should not lose to fifty approvers": both look at both streams, and neither checks both. */
export const cancelledBeside: SeededBug = {
  name: 'cancelled-beside',
  says: 'A cancellation has a stream of its own, so that it and the last approval can both win.',
  patches: [
    {
      file: streams,
      find: `    case 'approval.cancelled':
    case 'approval.expired':
      return [`,
      replace: `    case 'approval.expired':
      return [`,
    },
    {
      file: streams,
      find: `    case 'attempt.refused':
`,
      replace: `    case 'approval.cancelled':
      return [\`cancelled-\${known.data.requestId}\`];
    case 'attempt.refused':
`,
    },
    {
      file: reader,
      find: `/** An approval, and how it stands at the time of the call for its caller. */`,
      replace: `export const cancellation = (requestId: string): string => \`cancelled-\${requestId}\`;
type Cancelled = Folding<ApprovalEvent> | null;
export const cancellationFold = {
  initialState: null as Cancelled,
  evolve: (_: Cancelled, event: Folding<ApprovalEvent>): Cancelled => event,
};
export const withCancellation = (approval: Approval, cancelled: Cancelled): Approval =>
  cancelled && approval.status === 'pending' ? approvalFold.evolve(approval, cancelled) : approval;

/** An approval, and how it stands at the time of the call for its caller. */`,
    },
    {
      file: reader,
      find: `import type { ApprovalState, Caller, Decision, DecisionView } from '@countersign/contracts';`,
      replace: `import type {
  ApprovalEvent,
  ApprovalState,
  Caller,
  Decision,
  DecisionView,
  Folding,
} from '@countersign/contracts';`,
    },
    {
      file: reader,
      find: `import type { OpenedApproval, Remark } from '@countersign/approval-domain';`,
      replace: `import type { Approval, OpenedApproval, Remark } from '@countersign/approval-domain';`,
    },
    {
      file: reader,
      find: `    const { state: approval } = await this.runner.read(approvalStream(requestId), approvalFold);
`,
      replace: `    const opened = await this.runner.read(approvalStream(requestId), approvalFold);
    const beside = await this.runner.read(cancellation(requestId), cancellationFold);
    const approval = withCancellation(opened.state, beside.state);
`,
    },
    {
      file: commands,
      find: `import { Opener } from './opener.js';`,
      replace: `import { cancellation, cancellationFold, withCancellation } from './approval-reader.js';
import { Opener } from './opener.js';`,
    },
    {
      file: commands,
      find: `    const { state } = await loader.load(approvalStream(requestId), approvalFold);
`,
      replace: `    const opened = await loader.load(approvalStream(requestId), approvalFold);
    const beside = await loader.load(cancellation(requestId), cancellationFold);
    const state = withCancellation(opened.state, beside.state);
`,
    },
  ],
  scenario: calm,
  caughtBy: ['one-end'],
};
