import type { Random } from '../random.js';
import { NatsFrames } from './nats-frames.js';
import type { Frame } from './nats-frames.js';
import type { Filters } from './tcp-proxy.js';

/** Deliveries of a JetStream consumer have this prefix in their reply subject. */
const DELIVERY = '$JS.ACK.';
/** An ordered consumer starts over when it sees a repeat: if everything were repeated, it would make no progress. */
const OF_DELIVERIES = 0.02;
/** Calls between services. */
const CALLS = ['countersign.rpc.', 'countersign.internal.'];

/**
 * While it is switched on, repeats messages on their way through a proxy of NATS: each call as published, so that two
 * instances may answer it; every delivered call and answer; and some deliveries of JetStream.
 */
export class NatsDuplicates {
  on = false;
  /** Frames repeated so far. */
  repeated = 0;

  constructor(private readonly random: Random) {}

  /** For `TcpProxy.start`. */
  readonly filters: Filters = () => ({
    toServer: this.filter(isCall),
    toClient: this.filter((frame) => this.isRepeatable(frame)),
  });

  private filter(repeats: (frame: Frame) => boolean): (bytes: Buffer) => Buffer {
    const frames = new NatsFrames();
    return (bytes) => Buffer.concat(frames.take(bytes).flatMap((frame) => this.copies(frame, repeats)));
  }

  private copies(frame: Frame, repeats: (frame: Frame) => boolean): Buffer[] {
    if (!this.on || !repeats(frame)) return [frame.bytes];
    this.repeated++;
    return [frame.bytes, frame.bytes];
  }

  private isRepeatable({ op, args }: Frame): boolean {
    if (op !== 'MSG' && op !== 'HMSG') return false;
    return args[2]?.startsWith(DELIVERY) ? this.random.next() < OF_DELIVERIES : true;
  }
}

const isCall = ({ op, args }: Frame): boolean =>
  (op === 'PUB' || op === 'HPUB') && CALLS.some((prefix) => args[0]?.startsWith(prefix));
