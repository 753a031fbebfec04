export { audienceOf, hasApproval, maySee, requestFold } from './request.js';
export {
  accountStream,
  placeStream,
  refusalStreams,
  requesterStream,
  requestStream,
  requestStreamsOf,
  ticketStream,
} from './streams.js';
export type {
  AccessRequest,
  EndedRequest,
  KnownRequest,
  PendingRequest,
  RefusedRequest,
  RequestFacts,
  UnmatchedRequest,
} from './request.js';
export { openRequestsFold, placeFold } from './place.js';
export type { Place } from './place.js';
export { LONGEST_OPEN_DAYS } from './longest-open.js';
export { lastRefusalFold } from './refusals.js';
export { NOTHING_EARLIER, submit } from './submit.js';
export type { Earlier } from './submit.js';
export { followOutcome } from './follow-outcome.js';
export { viewOfAccess } from './access.js';
export { accountFold } from './account.js';
export type { Account } from './account.js';
export { assertTicket, checkOut } from './check-out.js';
export type { StandingCheckOut, UseContext } from './check-out.js';
export { checkIn } from './check-in.js';
export { revoke } from './revoke.js';
export { checkpointFold, checkpointNeed } from './checkpoint.js';
export type { LastCheckpoint } from './checkpoint.js';
export { elapse, holdsAccount } from './elapse.js';
export { mayKnowTicket, ticketFold, ticketStatusOf } from './ticket.js';
export { concernsAccount, whatMayDo } from './what-may-do.js';
export type { GrantedRequest } from './usable-access.js';
export { noPolicyApplies, RecordedRefusal } from './request.errors.js';
