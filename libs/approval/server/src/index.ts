export { ApprovalServerModule } from './approval-server.module.js';
export { ApprovalOpener } from './approval-opener/approval-opener.process-manager.js';
export { ApprovalDeadlines } from './deadlines/approval-deadlines.projection.js';
export { Expiry } from './deadlines/expiry.js';
export { approvalStreamsOf } from '@countersign/approval-domain';
