import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Direction } from './direction.js';
import type { Filter, Weather } from './direction.js';

const LOOPBACK = '127.0.0.1';

/** Transforms the bytes of a new connection, in each direction. */
export type Filters = () => { toServer: Filter; toClient: Filter };

/** One connection through the proxy, until both of its sides are gone. */
interface Connection {
  client: Socket;
  server: Socket;
  directions: Direction[];
  /** One side has lost the connection, and the other must not notice. */
  severed: boolean;
}

/**
 * Stands between clients and a server on this machine, and can behave like a bad network. By default it passes every
 * byte, in order.
 */
export class TcpProxy {
  private readonly connections = new Set<Connection>();
  private readonly weather: Weather = { delayMs: 0, stalled: false };
  private refusing = false;

  private constructor(
    private readonly listener: Server,
    private readonly target: number,
    private readonly filters: Filters | undefined,
  ) {
    listener.on('connection', (client) => this.accept(client));
  }

  /** @param target - port of the server, which need not be listening yet */
  static async start(target: number, filters?: Filters): Promise<TcpProxy> {
    const listener = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject).listen(0, LOOPBACK, resolve);
    });
    return new TcpProxy(listener, target, filters);
  }

  /** Where clients connect to. */
  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Number of connections. */
  get open(): number {
    return this.connections.size;
  }

  /** How many bytes have arrived and not been passed on. */
  get held(): number {
    const directions = [...this.connections].flatMap((connection) => connection.directions);
    return directions.reduce((sum, { size }) => sum + size, 0);
  }

  /** Resets every connection; new connections are accepted. */
  cut(): void {
    for (const { client, server } of this.connections) for (const end of [client, server]) reset(end);
  }

  /**
   * Resets every connection, and each new connection at once. It keeps listening, because another program could take a
   * port that is given up.
   */
  refuse(): void {
    this.refusing = true;
    this.cut();
  }

  /** Delays everything that arrives from now on, in both directions. */
  delay(ms: number): void {
    this.weather.delayMs = ms;
  }

  /** A black hole: connections stay open and new ones are accepted, but nothing passes until `heal`, when everything does. */
  stall(): void {
    this.weather.stalled = true;
  }

  /**
   * One side of each connection loses it; the other side notices nothing until `heal`, and talks to nobody, as when a
   * machine vanishes. New connections are accepted.
   */
  halfOpen(gone: 'client' | 'server'): void {
    for (const connection of this.connections) {
      connection.severed = true;
      reset(connection[gone]);
    }
  }

  /** Everything passes again: held bytes are sent now, and connections that have lost a side end. */
  heal(): void {
    this.refusing = false;
    this.weather.delayMs = 0;
    this.weather.stalled = false;
    for (const { client, server, directions, severed } of this.connections) {
      if (severed) for (const end of [client, server]) reset(end);
      for (const direction of directions) direction.release();
    }
  }

  /** Closes it and every connection. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.listener.close(resolve));
    this.cut();
    await closed;
  }

  private accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.refusing) {
      reset(client);
      return;
    }
    const server = connect({ port: this.target, host: LOOPBACK, allowHalfOpen: true, noDelay: true });
    server.on('error', () => undefined);
    const filters = this.filters?.();
    const connection: Connection = {
      client,
      server,
      directions: [
        new Direction(client, server, this.weather, filters?.toServer),
        new Direction(server, client, this.weather, filters?.toClient),
      ],
      severed: false,
    };
    this.connections.add(connection);
    client.on('close', (hadError) => this.closed(connection, server, hadError));
    server.on('close', (hadError) => this.closed(connection, client, hadError));
  }

  /** A side that broke resets the other too; a side that ended in an orderly way has already passed that on. */
  private closed(connection: Connection, other: Socket, hadError: boolean): void {
    if (hadError && !connection.severed) reset(other);
    if (connection.client.destroyed && connection.server.destroyed) this.connections.delete(connection);
  }
}

function reset(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}
