export type { ConsumerProgress } from './consumer-progress.js';
export type {
  ConsumerMetrics,
  ConsumerTelemetry,
  DeadlineMetrics,
  DeadlineTelemetry,
} from './consumer-telemetry.js';
export { ConsumerRunner } from './consumer-runner.js';
export type { ConsumerRunnerOptions } from './consumer-runner.js';
export type { ProcessManager, Projection, ProjectionTransaction } from './consumers.js';
export { DeadlineKeeper } from './deadlines/deadline-keeper.js';
export type { DeadlineKeeperOptions } from './deadlines/deadline-keeper.js';
export { deadlineTable } from './deadlines/deadline.js';
export { DeadlineProjection } from './deadlines/deadline.projection.js';
export type { DeadlineChange, DeadlineOf, DueDeadline, DueHandler } from './deadlines/deadline.js';
export { installDeadlines } from './deadlines/install-deadlines.js';
export type { DeadlineInstallation } from './deadlines/install-deadlines.js';
export { installConsumers } from './install-consumers.js';
export type { ConsumerTables } from './install-consumers.js';
export { requestRebuild, requestRetry } from './cursor-store.js';
export { consumerSchemas } from './operator/consumer-schemas.js';
export { assertMirrorsFollow, MirrorDiverged } from './operator/erased-mirrors.js';
export type { RenewedMirror } from './operator/erased-mirrors.js';
export { finishErasures } from './operator/finish-erasures.js';
export type { ErasureCopies, FinishedErasures, ForgottenParked } from './operator/finish-erasures.js';
export { NothingDiverged, startNewEpoch } from './operator/new-epoch.js';
export type { EpochBegun, NewEpoch } from './operator/new-epoch.js';
export { beginErasure } from './operator/unfinished-erasures.js';
export { NotCaughtUp, PositionWaiter } from './position-waiter.js';
export type { SubscriptionStatus } from './subscription-status.js';
export { NEXT_TABLE_SUFFIX } from './rebuild-tables.js';
