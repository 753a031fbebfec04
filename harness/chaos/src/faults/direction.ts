import type { Socket } from 'node:net';

/** The conditions of every connection of a proxy at this moment. */
export interface Weather {
  /** How long arriving bytes are delayed, in ms. */
  delayMs: number;
  /** Nothing passes now; everything passes later, as after a network partition. */
  stalled: boolean;
}

/** Changes the stream: receives the bytes that have arrived, returns those to send, and may keep the rest for later. */
export type Filter = (bytes: Buffer) => Buffer;

/** With more bytes than this the sender must wait, as with a receiver that does not read. */
const MOST_HELD = 1 << 20;

/** One direction of a connection: bytes leave in the order of their arrival, after its delay. */
export class Direction {
  /** Bytes that have not left yet; null is the end. */
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

  /** How many bytes it holds. */
  get size(): number {
    return this.heldBytes;
  }

  /** Call after the conditions have changed. */
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
