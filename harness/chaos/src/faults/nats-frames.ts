/** One message of the NATS client protocol, from either side, as it is on the wire. */
export interface Frame {
  /** `MSG`, `HPUB`, `PING` … */
  op: string;
  /** The rest of its line: subject, reply, sizes. */
  args: string[];
  bytes: Buffer;
}

const WITH_PAYLOAD = new Set(['MSG', 'HMSG', 'PUB', 'HPUB']);
const END_OF_LINE = '\r\n';

/**
 * Splits one direction of a connection into frames
 * (https://docs.nats.io/reference/reference-protocols/nats-protocol). It must see the connection from its beginning.
 */
export class NatsFrames {
  private rest: Buffer = Buffer.alloc(0);

  /** The complete frames; an incomplete rest is kept for the next call. */
  take(bytes: Buffer): Frame[] {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    const frames: Frame[] = [];
    for (let frame = first(this.rest); frame; frame = first(this.rest)) {
      frames.push(frame);
      this.rest = this.rest.subarray(frame.bytes.length);
    }
    return frames;
  }
}

function first(bytes: Buffer): Frame | undefined {
  const lineEnd = bytes.indexOf(END_OF_LINE);
  if (lineEnd === -1) return undefined;
  const [op = '', ...args] = bytes.toString('utf8', 0, lineEnd).split(/[ \t]+/);
  const length = lineEnd + END_OF_LINE.length + payloadLength(op.toUpperCase(), args);
  return bytes.length < length ? undefined : { op: op.toUpperCase(), args, bytes: bytes.subarray(0, length) };
}

/** The last argument is the size of headers and payload together; the end of a line follows them. */
const payloadLength = (op: string, args: string[]): number =>
  WITH_PAYLOAD.has(op) ? Number(args.at(-1)) + END_OF_LINE.length : 0;
