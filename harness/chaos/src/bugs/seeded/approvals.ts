import { calm, lastMoments } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

// Bugs of approvals: who decides, how approvals are counted, and when a request ends.

/** The test had one group. */
export const anyGroupApproves: SeededBug = {
  name: 'any-group-approves',
  says: 'Members of any group may approve a step that names a group.',
  patches: [
    {
      file: 'libs/kernel/src/approvers.ts',
      find: `entry.type === 'group' && caller.groups.includes(entry.id)`,
      replace: `entry.type === 'group' && caller.groups.length > 0`,
    },
  ],
  scenario: calm,
  caughtBy: ['eligible'],
};

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

/** Asked of the open step alone, in which nobody who approved the one before has decided yet. */
export const earlierStepForgotten: SeededBug = {
  name: 'earlier-step-forgotten',
  says: 'An approver of an earlier step may approve the next one, though the policy wants different people.',
  patches: [
    {
      file: 'libs/approval/domain/src/eligibility.ts',
      find: `    .slice(0, open)
`,
      replace: `    .slice(open)
`,
    },
  ],
  scenario: calm,
  caughtBy: ['one-decision'],
};

/** "A second click does no harm": it does where approvals are counted, not people. */
export const quorumCountsApprovals: SeededBug = {
  name: 'quorum-counts-approvals',
  says: 'One person may approve a step again, and the quorum counts approvals instead of people.',
  patches: [
    {
      file: 'libs/approval/domain/src/steps.ts',
      find: `    .map(({ by }) => by)
    .filter((person, index, all) => all.findIndex((other) => samePerson(person, other)) === index);`,
      replace: `    .map(({ by }) => by);`,
    },
    {
      file: 'libs/approval/domain/src/eligibility.ts',
      find: `  if (step.decisions.some(({ by }) => samePerson(by, caller))) throw new AlreadyDecided(step, index);
`,
      replace: '',
    },
  ],
  scenario: calm,
  caughtBy: ['quorum'],
};

/** "The deadline keeper expires it." Within a second, that is, and while it can. */
export const decidedAfterTtl: SeededBug = {
  name: 'decided-after-ttl',
  says: 'A request is pending until its expiry is on record, whatever the clock says.',
  patches: [
    {
      file: 'libs/approval/domain/src/expire.ts',
      find: `  const current = asOf(approval, now);
  if (current.status !== 'pending') throw new NotPending(current);
  return current;`,
      replace: `  if (approval.status !== 'pending') throw new NotPending(approval);
  return approval;`,
    },
  ],
  scenario: lastMoments,
  caughtBy: ['in-time', 'eligible'],
};

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
