export type { ProcessManager, Projection, ProjectionTransaction } from './consumers.js';
export type { CallMetadata, RpcClient } from './rpc-client.js';
export type { HealthState, LogFields, MessagingLogger, MessagingMetrics, Telemetry } from './ports.js';

export { DECIDE_RUNNER, EVENT_LOG, NATS_CONNECTION, PG_POOL, RPC_CLIENT } from './nest/tokens.js';
export { ConnectionsModule } from './nest/connections.module.js';
export { LogModule } from './nest/log.module.js';
export { ConsumersModule } from './nest/consumers.module.js';
export type { ConsumersOptions } from './nest/consumers.module.js';
export { RpcClientModule } from './nest/rpc-client.module.js';
export { NatsRpcClient } from './rpc/nats-rpc-client.js';
export { ScriptedRpc } from './rpc/scripted-rpc.fake.js';
export { onBehalfOf, WHILE_ASKED } from './commands/on-behalf-of.js';
export { RefusedAttempts } from './commands/refused-attempts.js';
export { appendsTo, personCommand, positionsOf } from './commands/person-command.js';
export type { PersonCommand } from './commands/person-command.js';

export { ensureMirror } from './mirror/mirror.js';
export type { MirrorOptions } from './mirror/mirror.js';
export { CommandGate } from './mirror/command-gate.js';
export { GatedEventLog } from './mirror/gated-event-log.js';
export { Relay } from './mirror/relay.js';
export type { RelayOptions } from './mirror/relay.js';
export { Complaint } from './complaint.js';
export { LeaderLocks, lockClasses } from './leadership/leader-locks.js';

export { installConsumers } from './consumers/install-consumers.js';
export type { ConsumerTables } from './consumers/install-consumers.js';
export { ConsumerRunner } from './consumers/consumer-runner.js';
export type { ConsumerRunnerOptions } from './consumers/consumer-runner.js';
export type { ConsumerProgress } from './consumers/consumer-progress.js';
export type { SubscriptionStatus } from './consumers/subscription-status.js';
export { NotCaughtUp, PositionWaiter } from './consumers/position-waiter.js';
export { requestRebuild, requestRetry } from './consumers/operator-wishes.js';
export { NothingDiverged, startNewEpoch } from './operator/new-epoch.js';
export type { EpochBegun, NewEpoch } from './operator/new-epoch.js';

export { inboxPrefixOf, natsPermissions, natsUsers } from './nats/nats-permissions.js';
export type { NatsPermissions, NatsUser } from './nats/nats-permissions.js';
export { renderNatsConfig } from './nats/nats-config.js';
export type { NatsCluster, NatsConfig, NatsPassword } from './nats/nats-config.js';
