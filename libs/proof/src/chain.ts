import { createHash, hash } from 'node:crypto';

/** First bytes of the genesis hash, which name the format. Another format needs another text. */
const FORMAT = 'countersign/log/2';

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

/** Hex SHA-256 of a UTF-8 text. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/**
 * The hash with which an empty log starts: SHA-256('countersign/log/2' ‖ 0x00 ‖ 16 bytes of the log's UUID ‖ 0x00 ‖
 * UTF-8 of the log's name). Two logs never share a chain, not even an empty one.
 * @param logId - UUID text
 * @returns hex
 */
export function genesisHash(logId: string, logName: string): string {
  const uuid = Buffer.from(logId.replaceAll('-', ''), 'hex');
  return sha256(FORMAT, '\0', uuid, '\0', logName).toString('hex');
}

/** The hashed parts of one event. */
export interface ChainLink {
  /** Hex hash of the previous event; for position 1 the genesis hash. */
  previousHash: string;
  position: number;
  /** Microseconds since 1970, UTC. */
  recordedAtMicros: number;
  /** RFC 8785 canonical JSON of every other field (`EventBody`): exactly the stored text. */
  body: string;
}

/**
 * Hash of an event: SHA-256(previous hash ‖ position ‖ recordedAt in µs ‖ SHA-256(body)), both integers as
 * 8 bytes big-endian. The log computes it in SQL; this is the same for verification, online and off.
 * @returns hex
 */
export function eventHash({ previousHash, position, recordedAtMicros, body }: ChainLink): string {
  const link = Buffer.alloc(PREVIOUS + 16 + 32);
  link.write(previousHash, 0, PREVIOUS, 'hex');
  writeInt64(link, position, PREVIOUS);
  writeInt64(link, recordedAtMicros, PREVIOUS + 8);
  hash('sha256', body, 'buffer').copy(link, PREVIOUS + 16);
  return hash('sha256', link, 'hex');
}

/** Length of the previous hash. */
const PREVIOUS = 32;

/** A safe integer as 8 bytes big-endian, without a BigInt: every event that is read is hashed. */
function writeInt64(buffer: Buffer, value: number, offset: number): void {
  buffer.writeInt32BE(Math.floor(value / 2 ** 32), offset);
  buffer.writeUInt32BE(value >>> 0, offset + 4);
}

/** Microseconds since 1970 as RFC 3339 UTC with microseconds: `2026-01-31T09:00:00.123456Z`. */
export function formatMicros(micros: number): string {
  const millis = Math.floor(micros / 1000);
  return `${new Date(millis).toISOString().slice(0, -1)}${String(micros - millis * 1000).padStart(3, '0')}Z`;
}

const RECORDED_AT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3})Z$/;

/**
 * The inverse of `formatMicros`.
 * @throws RangeError if the text has another form
 */
export function parseMicros(text: string): number {
  const match = RECORDED_AT.exec(text);
  const millis = match ? Date.parse(`${match[1]}Z`) : NaN;
  if (Number.isNaN(millis)) throw new RangeError(`not an instant in UTC with microseconds: ${text}`);
  return millis * 1000 + Number(match?.[2]);
}
