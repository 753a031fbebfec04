import type { Socket } from 'node:net';

/** What every connection of a proxy is subject to at this moment. */
export interface Weather {
  /** How long what arrives now is kept, in ms. */
  delayMs: number;
  /** Nothing passes; it is kept, and passes afterwards, as after a partition of the network. */
  stalled: boolean;
}

/** Changes what passes: gets whatever has arrived, returns what is to leave, and may keep a rest for later. */
export type Filter = (bytes: Buffer) => Buffer;

/** Beyond this many bytes the sender has to wait, as it would for a receiver that does not read. */
const MOST_HELD = 1 << 20;

/** One direction of a connection: what arrives leaves in the same order, once its delay is over. */
export class Direction {
  /** What has not left yet; null is the end. */
  private readonly held: { due: number; bytes: Buffer | null }[] = [];
  private heldBytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly weather: Readonly<Weather>,
    filter: Filter = (bytes) => bytes,
  ) {
    from.on('data', (bytes: Buffer) => this.take(filter(bytes)));
    from.on('end', () => this.take(null));
    to.on('drain', () => this.release());
    to.on('close', () => clearTimeout(this.timer));
  }

  /** To be called when the weather has changed. */
  release(): void {
    clearTimeout(this.timer);
    const now = Date.now();
    for (let first = this.held[0]; first; first = this.held[0]) {
      if (this.weather.stalled || this.to.writableNeedDrain) return;
      if (first.due > now) {
        this.timer = setTimeout(() => this.release(), first.due - now);
        return;
      }
      this.held.shift();
      this.pass(first.bytes);
    }
  }

  private take(bytes: Buffer | null): void {
    this.held.push({ due: Date.now() + this.weather.delayMs, bytes });
    this.heldBytes += bytes?.length ?? 0;
    if (this.heldBytes > MOST_HELD) this.from.pause();
    this.release();
  }

  private pass(bytes: Buffer | null): void {
    if (bytes === null) {
      this.to.end();
      return;
    }
    this.heldBytes -= bytes.length;
    if (this.heldBytes <= MOST_HELD) this.from.resume();
    this.to.write(bytes);
  }
}
