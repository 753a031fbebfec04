import { Logger } from '@nestjs/common';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { MirrorReader, MirrorTail } from '@countersign/mirror';
import { Complaint, isAborted, pause } from '@countersign/timing';
import type { PlatformConfig } from '@countersign/platform';
import { natsOptions } from '@countersign/platform';
import { Backlog } from './backlog.js';
import { LiveLog } from './live-log.js';
import type { LiveListener } from './live-log.js';
import { noticeCursors, noticeLogs } from './notice-cursor.js';
import type { NoticeCursor } from './notice-cursor.js';

const AGAIN_MS = 500;
/** Who opens a stream waits no longer for the mirrors' ends; they are told of more than they missed then. */
const REFRESH_MS = 1_000;
/** What is under way has this long to end, of the five seconds the process has. */
const STOP_MS = 1_000;

/** The mirrors of the logs that requests are in, read live by this process, whether or not NATS is there yet. */
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

  /** Up to where changes have been told; undefined until both mirrors have been read. */
  get here(): NoticeCursor | undefined {
    const seen = this.logs.map(({ at }) => at);
    if (seen.length === 0 || seen.includes(undefined)) return undefined;
    return noticeCursors.of((log) => seen[noticeLogs.indexOf(log)] ?? { position: 0, mark: '' });
  }

  /** What subscribers have missed; there once `here` is. */
  get backlog(): Backlog | undefined {
    return this.missed;
  }

  /** Brings `here` up to date after a time in which nobody listened. */
  async refresh(): Promise<void> {
    const signal = AbortSignal.timeout(REFRESH_MS);
    await Promise.all(this.logs.map((log) => log.refresh(signal)));
  }

  /** Somebody listens now. */
  wake(): void {
    for (const log of this.logs) log.wake();
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    // A subscription to a mirror that is gone may not let go; the end does not wait for it.
    await Promise.race([Promise.all([this.tail?.stop(), this.running]), pause(STOP_MS)]);
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

  /** Tries until there is a connection, which then comes back by itself; undefined when it is to stop. */
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
        await pause(AGAIN_MS, signal);
      }
    }
    return undefined;
  }

  /** What no call is told of, such as a subject that our user may not use. */
  private async report(nc: NatsConnection): Promise<void> {
    for await (const status of nc.status())
      if (status.type === 'error')
        this.logger.error({ msg: 'NATS refused something to the notices', err: status.error });
  }
}
