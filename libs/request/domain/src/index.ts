export { requestFold, requestStream } from './request.js';
export type {
  AccessRequest,
  EndedRequest,
  Grant,
  PendingRequest,
  RefusedRequest,
  UnmatchedRequest,
} from './request.js';
export { slotFold, slotStream } from './slot.js';
export type { Slot } from './slot.js';
export { submit } from './submit.js';
export type { Submit, SubmitContext, Submitted } from './submit.js';
export { followOutcome } from './follow-outcome.js';
export type { Followed } from './follow-outcome.js';
export { accessStatus, viewOfAccess } from './access.js';
export { maySee } from './may-see.js';
export * from './request.errors.js';
