import type { Caller, RequestAudience } from '@countersign/contracts';
import type { MirroredEvent } from '@countersign/mirror';
import type { RpcClient } from '@countersign/rpc';
import type { PlatformConfig } from '@countersign/platform';
import { Audiences } from './audiences.js';
import type { LiveListener } from './live-log.js';
import { noticeCursors, changeOf } from './request-change.js';
import type { NoticeCursor, NoticeLog, RequestChange } from './request-change.js';
import { NoticesUnavailable } from './notice.errors.js';
import { NoticeSource } from './notice-source.js';
import type { NoticeStream } from './notice-stream.js';
import type { NoticeStreams } from './notice-streams.js';

/** Notifies each open stream of the changed requests that its caller may see. */
export class Notices implements LiveListener {
  private readonly source: NoticeSource;
  private readonly audiences: Audiences;

  constructor(
    config: PlatformConfig,
    rpc: RpcClient,
    private readonly streams: NoticeStreams,
  ) {
    this.source = new NoticeSource(config, this);
    this.audiences = new Audiences(rpc);
  }

  start(): void {
    this.source.start();
  }

  async stop(): Promise<void> {
    this.streams.end();
    await this.source.stop();
  }

  /**
   * Opens a stream from the current position, or from the end of an earlier stream.
   * @param lastEventId - a cursor; if it is malformed, too old or of another history, the stream starts with `resync`
   * @throws NoticesUnavailable (503), TooManyStreams (429), NoRoomForStreams (503)
   */
  async open(caller: Caller, lastEventId?: string): Promise<NoticeStream> {
    if (!this.listening) await this.source.refresh();
    const { here } = this.source;
    if (!here) throw new NoticesUnavailable();
    const stream = this.streams.open(caller, () => noticeCursors.encode(this.source.here ?? here));
    this.source.wake();
    if (lastEventId === undefined) stream.start();
    else void this.resume(stream, lastEventId, here);
    return stream;
  }

  get listening(): boolean {
    return this.streams.size > 0;
  }

  async prepare(log: NoticeLog, events: readonly MirroredEvent[]): Promise<(event: MirroredEvent) => void> {
    const changes = events.flatMap((event) => changeOf(log, event) ?? []);
    const audiences = await this.audiencesOf(changes);
    return (event) => {
      const change = changeOf(log, event);
      if (change) this.streams.forEach((stream) => offer(stream, change, audiences));
    };
  }

  gap(): void {
    this.streams.forEach((stream) => stream.lose());
  }

  /** Changes during this call are offered to the stream, too, and wait in its queue. */
  private async resume(stream: NoticeStream, lastEventId: string, here: NoticeCursor): Promise<void> {
    const from = noticeCursors.decode(lastEventId);
    const resumed = from !== undefined && (await this.offerMissed(stream, from, here));
    if (!resumed) stream.lose();
    stream.start(resumed ? lastEventId : undefined);
  }

  private async offerMissed(stream: NoticeStream, from: NoticeCursor, here: NoticeCursor): Promise<boolean> {
    try {
      const changes = await this.source.backlog?.between(from, here);
      if (!changes) return false;
      const audiences = await this.audiencesOf(changes);
      for (const change of changes) offer(stream, change, audiences);
      return true;
    } catch {
      return false;
    }
  }

  private audiencesOf(changes: readonly RequestChange[]): Promise<Map<string, RequestAudience | null>> {
    return this.audiences.of(changes.map(({ requestId }) => requestId));
  }
}

/** Offers a change, unless the request is unknown. */
function offer(
  stream: NoticeStream,
  change: RequestChange,
  audiences: Map<string, RequestAudience | null>,
): void {
  const audience = audiences.get(change.requestId);
  if (audience) stream.offer(change, audience);
}
