export { ApprovalServerModule } from './approval-server.module.js';
export { ApprovalOpener } from './approval-opener/approval-opener.process-manager.js';
export { DeadlineProjection } from './deadlines/deadline.projection.js';
export { installDeadlines } from './deadlines/deadline-table.js';
export type { DeadlineRoles } from './deadlines/deadline-table.js';
