import {
  accountNotWritten,
  accountSpeltOtherwise,
  checkOutRestartsClock,
  usedAfterEnd,
} from './seeded/accesses.js';
import {
  anyGroupApproves,
  cancelledBeside,
  decidedAfterTtl,
  earlierStepForgotten,
  quorumCountsApprovals,
  requesterApproves,
} from './seeded/approvals.js';
import {
  cursorBeforeEffect,
  grantedAgain,
  mirrorExpectsNothing,
  rebuildForgetsType,
  relayResumesFromAcks,
  rowsBesideCursor,
} from './seeded/delivery.js';
import {
  answeredBeforeDurable,
  chainLinkSkipped,
  expectedVersionIgnored,
  idempotencyKeyIgnored,
  refusedAppendChained,
  versionNotUnique,
} from './seeded/log.js';
import {
  ifMatchIgnored,
  matchFromStaleIndex,
  refusalFromCache,
  ticketStatusCached,
} from './seeded/stale-state.js';
import type { SeededBug } from './seeded-bug.js';

/** Every seeded bug, in the order in which they are run. */
export const bugs: readonly SeededBug[] = [
  accountNotWritten,
  accountSpeltOtherwise,
  answeredBeforeDurable,
  anyGroupApproves,
  cancelledBeside,
  chainLinkSkipped,
  checkOutRestartsClock,
  cursorBeforeEffect,
  decidedAfterTtl,
  earlierStepForgotten,
  expectedVersionIgnored,
  grantedAgain,
  idempotencyKeyIgnored,
  ifMatchIgnored,
  matchFromStaleIndex,
  mirrorExpectsNothing,
  quorumCountsApprovals,
  rebuildForgetsType,
  refusalFromCache,
  refusedAppendChained,
  relayResumesFromAcks,
  requesterApproves,
  rowsBesideCursor,
  ticketStatusCached,
  usedAfterEnd,
  versionNotUnique,
];
