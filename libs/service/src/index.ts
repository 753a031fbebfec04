export { answering } from './commands/log-answers.js';
export {
  afterAppend,
  PersonCommands,
  decided,
  personCommand,
  positionsOf,
  serviceCommand,
} from './commands/commands.js';
export type { Acting, DecidedCommand } from './commands/commands.js';
export { recordedEventView } from './commands/recorded-event-view.js';
export { RefusedAttempts } from './commands/refused-attempts.js';
export { ConnectionsModule } from './nest/connections.module.js';
export { ConsumersModule } from './nest/consumers.module.js';
export type { ConsumersOptions } from './nest/consumers.module.js';
export { DeadlinesModule } from './nest/deadlines.module.js';
export type { DeadlinesOptions } from './nest/deadlines.module.js';
export { LogModule } from './nest/log.module.js';
export { RpcClientModule } from './nest/rpc-client.module.js';
export type { Telemetry } from './nest/telemetry.js';
export { DECIDE_RUNNER, EVENT_LOG, NATS_CONNECTION, PG_POOL, RPC_CLIENT } from './nest/tokens.js';
export { silentTelemetry } from './silent-telemetry.fake.js';
