import { Logger } from '@nestjs/common';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { Complaint, isAborted, pause } from '@countersign/timing';
import { MirrorReader, MirrorTail } from '@countersign/mirror';
import { natsOptions } from '@countersign/rpc';
import type { PlatformConfig } from '@countersign/platform';
import { Backlog } from './backlog.js';
import { LiveLog } from './live-log.js';
import type { LiveListener } from './live-log.js';
import { noticeCursors, noticeLogs } from './request-change.js';
import type { NoticeCursor } from './request-change.js';

const RETRY_MS = 500;
/** Maximum wait of a new stream for the ends of the mirrors; after a timeout it gets some older notices, too. */
const REFRESH_TIMEOUT_MS = 1_000;
/** Time to end pending work, out of the five seconds of the process. */
const STOP_TIMEOUT_MS = 1_000;

/** Follows the mirrors of the logs with events of requests, as soon as NATS answers. */
export class NoticeSource {
  private readonly stopping = new AbortController();
  private readonly complaint = new Complaint();
  private readonly logger = new Logger('notices');
  private logs: LiveLog[] = [];
  private running: Promise<void> | undefined;
  private nc: NatsConnection | undefined;
  private tail: MirrorTail | undefined;
  private missed: Backlog | undefined;

  constructor(
    private readonly config: PlatformConfig,
    private readonly listener: LiveListener,
  ) {}

  /** The position up to which subscribers have been notified; undefined until both mirrors have been read. */
  get here(): NoticeCursor | undefined {
    const seen = this.logs.map(({ at }) => at);
    if (seen.length === 0 || seen.includes(undefined)) return undefined;
    return noticeCursors.of((log) => seen[noticeLogs.indexOf(log)] ?? { position: 0, mark: '' });
  }

  /** Reads missed changes; defined once `here` is. */
  get backlog(): Backlog | undefined {
    return this.missed;
  }

  /** Updates `here` after a time without subscribers. */
  async refresh(): Promise<void> {
    const signal = AbortSignal.timeout(REFRESH_TIMEOUT_MS);
    await Promise.all(this.logs.map((log) => log.refresh(signal)));
  }

  /** Ends the idle state, because a subscriber has come. */
  wake(): void {
    for (const log of this.logs) log.wake();
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    // A subscription to a deleted mirror may never end, so this does not wait for it.
    await Promise.race([Promise.all([this.tail?.stop(), this.running]), pause(STOP_TIMEOUT_MS)]);
    await this.nc?.close();
  }

  private async run(): Promise<void> {
    const nc = (this.nc = await this.connected());
    if (!nc) return;
    void this.report(nc);
    const mirrors = new MirrorReader(nc);
    const tail = (this.tail = new MirrorTail(nc));
    this.missed = new Backlog(mirrors, () => this.here);
    this.logs = noticeLogs.map((log) => new LiveLog(log, mirrors, tail, this.listener));
    await Promise.all(this.logs.map((log) => log.run(this.stopping.signal)));
  }

  /** Tries until there is a connection, which later reconnects by itself; undefined after `stop`. */
  private async connected(): Promise<NatsConnection | undefined> {
    const { signal } = this.stopping;
    while (!isAborted(signal)) {
      try {
        const nc = await connect({ ...natsOptions('gateway', this.config), waitOnFirstConnect: false });
        if (!isAborted(signal)) return nc;
        await nc.close();
      } catch (error) {
        const message = 'There are no notices yet: NATS does not answer.';
        if (this.complaint.isNews(message)) this.logger.warn({ msg: message, err: error });
        await pause(RETRY_MS, signal);
      }
    }
    return undefined;
  }

  /** Logs errors that no call receives, such as a subject that our user may not use. */
  private async report(nc: NatsConnection): Promise<void> {
    for await (const status of nc.status())
      if (status.type === 'error')
        this.logger.error({ msg: 'NATS reported an error to the notices', err: status.error });
  }
}
