// What has been written so far, by log: position and hash of the last event. Kept in a file of our own, so that
// nothing depends on what the message server remembers.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** The history differs from what was written before: the database was restored to an older state. */
export class HistoryDiffers extends Error {}

export class Progress {
  #file;
  #logs = {};
  /** How much of the output this knows of. */
  bytes = 0;

  constructor(file) {
    this.#file = file;
    if (existsSync(file)) ({ logs: this.#logs, bytes: this.bytes } = JSON.parse(readFileSync(file, 'utf8')));
  }

  /**
   * What to do with an event: `write` the one that is next, skip the one that is `known`, and put off the one that
   * is `early`, because events before it are still to come.
   * @throws HistoryDiffers, or Error when the event or the private text beside it is not what its hash says
   */
  judge(text) {
    const event = JSON.parse(text);
    const position = Number(event.sequence);
    const last = this.#logs[event.source] ?? { position: 0, hash: null };
    if (position > last.position + 1) return 'early';
    if (event.hash !== hashOf(event, text)) throw new Error(`${event.source} ${position}: the hash is wrong`);
    // A text that was erased is missing. A text that is there must be the one that was recorded.
    if (event.private !== undefined && sha256(event.private).digest('hex') !== event.data.privateHash)
      throw new Error(`${event.source} ${position}: the private text is not the one that was recorded`);
    if (position < last.position) return 'known';
    const [seen, expected] =
      position === last.position ? [event.hash, last.hash] : [event.previoushash, last.hash];
    if (expected !== null && seen !== expected) throw new HistoryDiffers(`${event.source} ${position}`);
    return position === last.position ? 'known' : 'write';
  }

  /** Counts an event as written; `save` makes it last. */
  wrote(text) {
    const { source, sequence, hash } = JSON.parse(text);
    this.#logs[source] = { position: Number(sequence), hash };
  }

  /** Forgets all progress: everything will be written again. */
  forget() {
    this.#logs = {};
  }

  save(bytes) {
    this.bytes = bytes;
    const file = openSync(`${this.#file}.new`, 'w', 0o600);
    writeSync(file, JSON.stringify({ logs: this.#logs, bytes }));
    fsyncSync(file);
    closeSync(file);
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** SHA-256(previous hash ‖ position ‖ time in µs ‖ SHA-256(text of data)), integers as 8 bytes big-endian. */
function hashOf({ previoushash, sequence, time }, text) {
  const numbers = Buffer.alloc(16);
  numbers.writeBigInt64BE(BigInt(sequence), 0);
  numbers.writeBigInt64BE(
    BigInt(Date.parse(`${time.slice(0, 23)}Z`)) * 1000n + BigInt(time.slice(23, 26)),
    8,
  );
  // `data` comes last; within a JSON string the quotes would be escaped.
  const data = text.slice(text.indexOf(',"data":') + ',"data":'.length, -1);
  return sha256(Buffer.from(previoushash, 'hex'), numbers, sha256(data).digest()).digest('hex');
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash;
}
