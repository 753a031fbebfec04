import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection may wait, in milliseconds. */
export interface ConnectionTimes {
  /** Between an answer and the first byte of the next request. */
  keepAliveMs: number;
  /** From the first byte of a request to its last byte. Before the first request: from the connection. */
  requestMs: number;
  /** While an answer waits for a reader that takes nothing. */
  patienceMs: number;
}

/**
 * Node itself enforces the first two times, and answers 408. It does not see every silent peer: empty lines between two
 * requests end its keep-alive timeout and begin no request. After this long the connection is destroyed without an answer.
 */
const NODE_IS_FIRST_MS = 4_000;

/** One connection of an HTTP server: what it waits for, and since when. */
export class Connection {
  private unanswered = 0;
  private last: { request: IncomingMessage; response: ServerResponse } | undefined;
  private waitingSince: number;
  /** Bytes that had been read when the last answer ended. */
  private bytesReadBefore = 0;
  private requestSince: number | undefined;
  private taken = { mark: '', at: 0 };

  /** @param now - by `performance.now()` */
  constructor(
    private readonly socket: Socket,
    now: number,
  ) {
    this.waitingSince = now;
    this.requestSince = now;
  }

  /** The headers of a request have arrived; its answer begins. */
  begin(request: IncomingMessage, response: ServerResponse): void {
    this.unanswered += 1;
    this.last = { request, response };
    response.once('close', () => {
      this.unanswered -= 1;
      this.waitingSince = performance.now();
      this.requestSince = undefined;
      this.bytesReadBefore = this.socket.bytesRead;
    });
  }

  /**
   * Whether the bare socket can be answered. Otherwise the peer would take the answer for another request's: while an
   * earlier answer is not finished, or when the request whose rest cannot be read was answered already.
   */
  get canBeAnswered(): boolean {
    if (!this.last) return true;
    const { request, response } = this.last;
    if (this.unanswered === 0) return request.complete;
    return this.unanswered === 1 && !request.complete && !response.headersSent;
  }

  /** Whether the connection has waited too long. @param now - by `performance.now()` */
  isOver(now: number, times: ConnectionTimes): boolean {
    const isSending = this.unanswered > 0 || this.socket.writableLength > 0;
    return isSending ? this.isStalled(now, times) : this.isSilent(now, times);
  }

  private isSilent(now: number, { keepAliveMs, requestMs }: ConnectionTimes): boolean {
    if (this.socket.bytesRead > this.bytesReadBefore) this.requestSince ??= now;
    if (this.requestSince !== undefined) return now - this.requestSince > requestMs + NODE_IS_FIRST_MS;
    return now - this.waitingSince > keepAliveMs + NODE_IS_FIRST_MS;
  }

  /** An answer that the server itself has not written yet waits for nobody. */
  private isStalled(now: number, { patienceMs }: ConnectionTimes): boolean {
    const mark = this.socket.writableLength === 0 ? '' : this.takenMark();
    if (mark === '' || mark !== this.taken.mark) this.taken = { mark, at: now };
    return now - this.taken.at >= patienceMs;
  }

  /**
   * Changes whenever the peer takes something. The first part counts the bytes of finished writes; the system's queue also
   * shows the progress within one large write. It has no public name in Node, and without it only finished writes count.
   */
  private takenMark(): string {
    const { bytesWritten, writableLength } = this.socket;
    const { _handle: handle } = this.socket as { _handle?: { writeQueueSize?: number } | null };
    return `${bytesWritten - writableLength}/${handle?.writeQueueSize ?? ''}`;
  }
}
