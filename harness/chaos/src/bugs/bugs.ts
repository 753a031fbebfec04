import { accountNotWritten } from './seeded/account-not-written.js';
import { accountSpeltOtherwise } from './seeded/account-spelt-otherwise.js';
import { answeredBeforeDurable } from './seeded/answered-before-durable.js';
import { anyGroupApproves } from './seeded/any-group-approves.js';
import { cancelledBeside } from './seeded/cancelled-beside.js';
import { chainLinkSkipped } from './seeded/chain-link-skipped.js';
import { checkOutRestartsClock } from './seeded/check-out-restarts-clock.js';
import { cursorBeforeEffect } from './seeded/cursor-before-effect.js';
import { decidedAfterTtl } from './seeded/decided-after-ttl.js';
import { earlierStepForgotten } from './seeded/earlier-step-forgotten.js';
import { expectedVersionIgnored } from './seeded/expected-version-ignored.js';
import { grantedAgain } from './seeded/granted-again.js';
import { idempotencyKeyIgnored } from './seeded/idempotency-key-ignored.js';
import { ifMatchIgnored } from './seeded/if-match-ignored.js';
import { matchFromStaleIndex } from './seeded/match-from-stale-index.js';
import { mirrorExpectsNothing } from './seeded/mirror-expects-nothing.js';
import { quorumCountsApprovals } from './seeded/quorum-counts-approvals.js';
import { rebuildForgetsType } from './seeded/rebuild-forgets-type.js';
import { refusalFromCache } from './seeded/refusal-from-cache.js';
import { refusedAppendShifts } from './seeded/refused-append-shifts.js';
import { relayResumesFromAcks } from './seeded/relay-resumes-from-acks.js';
import { requesterApproves } from './seeded/requester-approves.js';
import { rowsBesideCursor } from './seeded/rows-beside-cursor.js';
import { ticketStatusCached } from './seeded/ticket-status-cached.js';
import { usedAfterEnd } from './seeded/used-after-end.js';
import { versionNotUnique } from './seeded/version-not-unique.js';
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
  refusedAppendShifts,
  relayResumesFromAcks,
  requesterApproves,
  rowsBesideCursor,
  ticketStatusCached,
  usedAfterEnd,
  versionNotUnique,
];
