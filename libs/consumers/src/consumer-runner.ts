import type { NatsConnection } from '@nats-io/nats-core';
import type { Pool } from 'pg';
import type { LogName } from '@countersign/contracts';
import { Backoff, pause } from '@countersign/timing';
import type { ProcessManager, Projection } from './consumers.js';
import type { Leadership } from '@countersign/postgres';
import type { HealthState } from '@countersign/mirror';
import type { ConsumerTelemetry } from './consumer-telemetry.js';
import { mirrorHeads, projectionProgress } from './consumer-progress.js';
import type { ConsumerProgress } from './consumer-progress.js';
import { CursorStore, requestRebuild, requestRetry } from './cursor-store.js';
import type { EffectContext, Upcast } from './effect.js';
import { Looks } from './looks.js';
import { ParkedStore } from './parked-store.js';
import { ProcessManagerEffect } from './process-manager-effect.js';
import { ProjectionEffect } from './projection-effect.js';
import { Rebuild } from './rebuild.js';
import { SharedTails } from './tail-reader.js';
import { Subscription } from './subscription.js';
import type { SubscriptionStatus } from './subscription-status.js';

/** What a runner needs: the schema of the consumers' cursors, and the connections. */
export interface ConsumerRunnerOptions {
  schema: string;
  pool: Pool;
  nc: NatsConnection;
  leases: Leadership;
  upcast: Upcast;
  telemetry: ConsumerTelemetry;
  /** Default: subscriptions on `nc`. */
  tails?: SharedTails;
}

/** Runs the consumers of one service: a subscription per consumer and log, rebuilds and retries on request. */
export class ConsumerRunner {
  private readonly subscriptions: Subscription[] = [];
  private readonly projections: Projection[] = [];
  private readonly rebuilding = new Map<string, Promise<void>>();
  private turn = Promise.resolve();
  private readonly backoffs = new Map<string, Backoff>();
  private readonly stopping = new AbortController();
  private readonly tails: SharedTails;
  private readonly looks: Looks;

  constructor(private readonly options: ConsumerRunnerOptions) {
    const { pool, schema, nc } = options;
    this.tails = options.tails ?? new SharedTails(nc);
    this.looks = new Looks(pool, schema, nc);
  }

  /** Call before `start`. */
  addProjection(projection: Projection): void {
    this.projections.push(projection);
    const onRebuildWanted = (): void => this.rebuild(projection);
    for (const log of projection.logs) {
      const context = this.contextOf(projection.name, log, 'projection');
      const schema = projection.schema ?? this.options.schema;
      const effect = new ProjectionEffect(projection, context, { schema, suffix: '' });
      this.subscriptions.push(
        this.subscription({ consumer: projection.name, log, effect, context, onRebuildWanted }),
      );
    }
  }

  /** Call before `start`. */
  addProcessManager(processManager: ProcessManager): void {
    const { name: consumer, log } = processManager;
    const context = this.contextOf(consumer, log, 'process-manager');
    const effect = new ProcessManagerEffect(processManager, context);
    this.subscriptions.push(this.subscription({ consumer, log, effect, context }));
  }

  start(): void {
    for (const subscription of this.subscriptions) subscription.start();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.subscriptions.map((one) => one.stop()), ...this.rebuilding.values()]);
  }

  status(): Readonly<SubscriptionStatus>[] {
    return this.subscriptions.map(({ status }) => status);
  }

  /** Health of one consumer: not up while it is stopped. Parked streams are mentioned, but do not make it unhealthy. */
  health(consumer: string): HealthState {
    const own = this.status().filter((one) => one.consumer === consumer);
    const stopped = own.filter(({ state }) => state === 'stopped');
    if (stopped.length > 0) return { up: false, detail: stopped.map(({ detail }) => detail).join('; ') };
    const told = own.flatMap(({ log, parked, detail }) => [
      ...(parked > 0 ? [`${parked} streams of ${log} are parked after failures`] : []),
      ...(detail === null ? [] : [detail]),
    ]);
    return told.length > 0 ? { up: true, detail: told.join('; ') } : { up: true };
  }

  /** How far each projection is in each of its logs, and the heads to compare with, wherever the projections run. */
  async progress(): Promise<{
    projections: ConsumerProgress[];
    heads: ReadonlyMap<LogName, number | null>;
  }> {
    const { schema, pool, nc } = this.options;
    const names = this.projections.map(({ name }) => name);
    const logs = this.projections.flatMap((projection) => projection.logs);
    const [projections, heads] = await Promise.all([
      projectionProgress(pool, schema, names),
      mirrorHeads(nc, [...new Set(logs)]),
    ]);
    return { projections, heads };
  }

  /** Asks a consumer's leader, on whichever instance, to retry its parked events; it does so within about a second. */
  retryParked(consumer: string): Promise<void> {
    return requestRetry(this.options.pool, { schema: this.options.schema, consumer });
  }

  /** Asks for a projection's tables to be rebuilt beside the live tables; the rebuild begins within about a second. */
  requestRebuild(consumer: string): Promise<void> {
    return requestRebuild(this.options.pool, { schema: this.options.schema, consumer });
  }

  /** One rebuild at a time in this process, because of its memory; the lease covers other processes. */
  private rebuild(projection: Projection): void {
    const { name } = projection;
    if (this.rebuilding.has(name) || this.stopping.signal.aborted) return;
    const run = this.attemptRebuild(projection).finally(() => this.rebuilding.delete(name));
    this.rebuilding.set(name, run);
  }

  /** The request stays until it is fulfilled: after a failure the next attempt waits, longer each time. */
  private async attemptRebuild(projection: Projection): Promise<void> {
    const { name } = projection;
    const { signal } = this.stopping;
    try {
      await this.inTurn(() => new Rebuild({ ...this.options, projection }).run(signal));
      this.backoffs.delete(name);
    } catch (error) {
      this.options.telemetry.logger.error(`Rebuilding ${name} failed; it will be tried again.`, {
        err: error,
      });
      const backoff = this.backoffs.get(name) ?? new Backoff(2000, 60_000);
      this.backoffs.set(name, backoff);
      await pause(backoff.next(), signal);
    }
  }

  private inTurn(work: () => Promise<unknown>): Promise<unknown> {
    const done = this.turn.then(() => (this.stopping.signal.aborted ? undefined : work()));
    this.turn = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  private contextOf(consumer: string, log: LogName, kind: 'projection' | 'process-manager'): EffectContext {
    const { schema, pool, upcast, telemetry } = this.options;
    const cursors = new CursorStore(schema, consumer, log, kind);
    return { log, pool, cursors, parked: new ParkedStore(schema, consumer, log), upcast, telemetry };
  }

  private subscription(
    own: Omit<ConstructorParameters<typeof Subscription>[0], 'nc' | 'tails' | 'looks' | 'leases'>,
  ): Subscription {
    const { nc, leases } = this.options;
    return new Subscription({ nc, tails: this.tails, looks: this.looks, leases, ...own });
  }
}
