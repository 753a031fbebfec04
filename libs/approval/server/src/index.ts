export { ApprovalServerModule } from './approval-server.module.js';
export { ApprovalOpener } from './opener.js';
export { ApprovalDeadlines, Expiry } from './deadlines/approval-deadlines.js';
export { approvalStreamsOf, LONGEST_PENDING_DAYS } from '@countersign/approval-domain';
