export { approvalFold, approvalStream, approvalStreamsOf, maySee, openApproval } from './approval.js';
export type { Approval, OpenedApproval, Remark } from './approval.js';
export { approve } from './approve.js';
export { reject } from './reject.js';
export { cancel } from './cancel.js';
export { asOf, expire } from './expire.js';
export { whatMayDo } from './eligibility.js';
export type { DecisionContext } from './eligibility.js';
export { NothingToDecide } from './approval.errors.js';
