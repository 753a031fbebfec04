import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal } from '@countersign/contracts';
import { addressKey } from './address-key.js';
import { Connection } from './connection.js';
import type { ConnectionTimes } from './connection.js';
import { answerAndDestroy } from './raw-answer.js';

/** How many connections a server has at once. */
export interface ConnectionLimits {
  total: number;
  /** Of one address, counted as rate limits count it. */
  perAddress: number;
  /** Addresses that only the total limits: proxies in front, whose connections carry the requests of many people. */
  isProxy: (address: string) => boolean;
}

/** Why a connection was refused or cut. */
export type ConnectionEnd = 'total' | 'address' | 'timeout';

/** Counts the connections of a server. */
export interface ConnectionMetrics {
  open(connections: number): void;
  ended(why: ConnectionEnd): void;
}

/** There are too many connections (503). */
class TooManyConnections extends Refusal {
  constructor(from: string) {
    super('too-many-connections', 503, `There are too many connections ${from}; try again shortly.`, {
      retryAfter: 5,
    });
  }
}

const LOOK_MS = 500;

/** The connections of one HTTP server: it limits their number, and destroys those that have waited too long. */
export class Connections {
  private readonly open = new Map<Socket, Connection>();
  private readonly byAddress = new Map<string, number>();

  constructor(
    private readonly limits: ConnectionLimits,
    private readonly times: ConnectionTimes,
  ) {}

  /** Watches a server until it is closed. */
  watch(server: Server, metrics: ConnectionMetrics): void {
    const looking = setInterval(() => this.look(metrics), LOOK_MS).unref();
    server.on('connection', (socket) => this.accept(socket, metrics));
    server.on('request', (request, response) => this.begin(request, response));
    // For requests with another expectation than 100-continue, which get no `request` event.
    server.on('checkExpectation', (request, response) => this.begin(request, response));
    server.once('close', () => clearInterval(looking));
  }

  /** Whether the bare socket can be answered, see {@link Connection.canBeAnswered}. */
  canBeAnswered(socket: Socket): boolean {
    return this.open.get(socket)?.canBeAnswered ?? true;
  }

  private accept(socket: Socket, metrics: ConnectionMetrics): void {
    const key = this.countedKey(socket);
    const refused = this.refusalOf(key);
    if (refused !== undefined) {
      metrics.ended(refused);
      return refuse(socket, refused);
    }
    this.open.set(socket, new Connection(socket, performance.now()));
    if (key !== null) this.byAddress.set(key, this.countOf(key) + 1);
    metrics.open(this.open.size);
    socket.once('close', () => {
      this.forget(socket, key);
      metrics.open(this.open.size);
    });
  }

  private refusalOf(key: string | null): 'total' | 'address' | undefined {
    if (this.open.size >= this.limits.total) return 'total';
    return key !== null && this.countOf(key) >= this.limits.perAddress ? 'address' : undefined;
  }

  private forget(socket: Socket, key: string | null): void {
    this.open.delete(socket);
    if (key === null) return;
    const left = this.countOf(key) - 1;
    if (left > 0) this.byAddress.set(key, left);
    else this.byAddress.delete(key);
  }

  /** Null for a proxy, and for a peer that is gone already. */
  private countedKey({ remoteAddress }: Socket): string | null {
    return remoteAddress === undefined || this.limits.isProxy(remoteAddress)
      ? null
      : addressKey(remoteAddress);
  }

  private countOf(key: string): number {
    return this.byAddress.get(key) ?? 0;
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    this.open.get(request.socket)?.begin(request, response);
  }

  private look(metrics: ConnectionMetrics): void {
    const now = performance.now();
    for (const [socket, connection] of this.open) {
      if (!connection.isOver(now, this.times)) continue;
      metrics.ended('timeout');
      socket.destroy();
    }
  }
}

/** Refuses without lingering: a flood would fill the time of a polite end with open sockets. */
function refuse(socket: Socket, why: 'total' | 'address'): void {
  answerAndDestroy(
    socket,
    new TooManyConnections(why === 'total' ? 'to this server' : 'from this address'),
    0,
  );
}
