import { Pool } from 'pg';
import { logNames, ownStream } from '@countersign/contracts';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import { ConsumerRunner } from '@countersign/consumers';
import {
  AUDIT_KEEPER,
  AuditKeeper,
  CommandGate,
  inboxPrefixOf,
  Relay,
  relayUserOf,
} from '@countersign/mirror';
import { Leases } from '@countersign/postgres';
import type { ProcessManager, Projection } from '@countersign/consumers';
import type { Telemetry } from '@countersign/service';
import { silentTelemetry } from '@countersign/service';
import { roleOf } from '../config.js';
import { connectAs } from './installation.js';
import type { Installation } from './installation.js';

/** The running parts of an installation: the relays of all logs, a projection of every event, and a process manager. */
export interface Services {
  runner: ConsumerRunner;
  /** Streams whose events the projection cannot handle. */
  poison: Set<string>;
  /** The events that the process manager received, by log and position. */
  handled: string[];
  /** All logged lines, with their fields. */
  lines: string[];
  /** Resolves when commands are accepted. */
  isOpen(): boolean;
  stop(): Promise<void>;
}

/** Ignores erasures: only a rebuild can remove a text from its table. */
function hearing(poison: Set<string>): Projection {
  return {
    name: 'hearing',
    logs: logNames,
    tables: ['heard'],
    apply: async (events, log, tx) => {
      for (const event of events) {
        if (poison.has(ownStream(event).id))
          throw new TypeError(`cannot hear ${JSON.stringify(event.private)}`);
        await tx.client.query(
          `INSERT INTO ${tx.table('heard')} VALUES ($1, $2, $3, $4, $5, $6, to_tsvector('simple', coalesce($5, '')))`,
          [log, event.position, ...columnsOf(event)],
        );
      }
    },
  };
}

function columnsOf({ actor, private: texts, data }: RecordedEvent): unknown[] {
  const issuer = actor.kind === 'person' ? actor.issuer : null;
  const { approvers = [] } = data as { approvers?: { type: string; id: string }[] };
  const openTo = approvers.map(({ type, id }) => `${type}:${id}`);
  return [issuer, actor.kind === 'person' ? actor.id : null, texts && JSON.stringify(texts), openTo];
}

export async function startServices(world: Installation): Promise<Services> {
  const lines: string[] = [];
  const telemetry: Telemetry = { ...silentTelemetry, logger: recording(lines) };
  const { database, nats, logs } = world;
  const stops: (() => Promise<unknown>)[] = [];
  const gates: CommandGate[] = [];
  const leasesOf = (name: LogName | 'reporting'): Leases =>
    new Leases({
      connection: { connectionString: database.urlFor(roleOf(name)) },
      schema: name,
      logger: telemetry.logger,
    });
  for (const log of logNames) {
    const user = relayUserOf(log);
    const nc = await connectAs(nats, user);
    const leases = leasesOf(log);
    const gate = new CommandGate();
    gates.push(gate);
    const inboxPrefix = inboxPrefixOf(user);
    const options = { feed: logs[log], nc, inboxPrefix, installation: 'test', leases, gate, telemetry };
    const auditKeeper = new AuditKeeper({ replicas: 1, separateAccounts: true }, telemetry.logger);
    const relay = new Relay({
      ...options,
      replicas: 1,
      auditKeeper: log === AUDIT_KEEPER ? auditKeeper : undefined,
    });
    relay.start();
    stops.push(() =>
      relay
        .stop()
        .then(() => leases.close())
        .then(() => nc.close()),
    );
  }
  const nc = await connectAs(nats, 'reporting');
  const pool = new Pool({ connectionString: database.urlFor(roleOf('reporting')) });
  const leases = leasesOf('reporting');
  const runner = new ConsumerRunner({
    schema: 'reporting',
    pool,
    nc,
    leases,
    upcast: (event) => event,
    telemetry,
  });
  const poison = new Set<string>();
  const handled: string[] = [];
  runner.addProjection(hearing(poison));
  for (const log of logNames) runner.addProcessManager(recorder(log, handled));
  runner.start();
  stops.unshift(() =>
    runner
      .stop()
      .then(() => leases.close())
      .then(() => nc.close())
      .then(() => pool.end()),
  );
  return {
    runner,
    poison,
    handled,
    lines,
    isOpen: () => gates.every(({ state }) => state === 'open'),
    stop: async () => {
      for (const stop of stops) await stop();
    },
  };
}

const recorder = (log: LogName, handled: string[]): ProcessManager => ({
  name: `recorder-${log}`,
  log,
  handle: ({ position }) => {
    handled.push(`${log} ${position}`);
    return Promise.resolve();
  },
});

function recording(lines: string[]): Telemetry['logger'] {
  const record = (message: string, fields?: object): void =>
    void lines.push(
      `${message} ${JSON.stringify(fields ?? {}, (_, value: unknown) => (value instanceof Error ? value.message : value))}`,
    );
  return { info: record, warn: record, error: record };
}
