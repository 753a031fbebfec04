/** The service's log, behind its command gate (`EventLog`). */
export const EVENT_LOG = Symbol('EventLog');

/** Runs commands on the service's log (`DecideRunner`). */
export const DECIDE_RUNNER = Symbol('DecideRunner');

/** Pool of the service's database, connected as the service's own role (`Pool` of pg). */
export const PG_POOL = Symbol('pg.Pool');

/** The service's connection to NATS for everything except Nest's transport (`NatsConnection`). */
export const NATS_CONNECTION = Symbol('NatsConnection');

/** Calls other services (`RpcClient`). */
export const RPC_CLIENT = Symbol('RpcClient');

/** Logger and metrics (`Telemetry`). */
export const TELEMETRY = Symbol('Telemetry');
