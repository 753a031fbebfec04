import { Unavailable } from '@countersign/contracts';
import type { Clock } from '../clock.js';

/** Where the time comes from: one round trip to PostgreSQL, `select clock_timestamp()`. */
export interface TimeSource {
  databaseNow(): Promise<Date>;
}

/** Round trips at most. One is enough where it is quick and bears out what is known. */
const SAMPLES = 5;
const QUICK_MS = 4;
const REFRESH_MS = 10_000;
const RETRY_MS = 500;
/** Local clocks drift by less than 1 ms a second: within a minute the offset is still good to some 10 ms. */
const STALE_MS = 60_000;
const DRIFT = 0.001;

/** How far the database's clock is ahead of the local one, and by how much that may be wrong; all in milliseconds. */
interface Measured {
  offset: number;
  error: number;
  /** Local time of the measurement. */
  at: number;
}

/**
 * The database's clock without a round trip per question: a monotonic local clock plus an offset, estimated from
 * the fastest of a few round trips (error at most half of it) and refreshed every 10 s. A measurement over slow round
 * trips (a busy pool) does not take the place of a better one, unless the two cannot both be true. Never goes back.
 */
export class DatabaseClock implements Clock {
  #measured: Measured | null = null;
  #last = 0;
  #timer: NodeJS.Timeout | undefined;
  #source: TimeSource | undefined;

  /** @param monotonic - local milliseconds that never go back */
  constructor(private readonly monotonic: () => number = () => performance.now()) {}

  /** Follows a database from now on; resolves after the first attempt, whether or not the database answered. */
  async start(source: TimeSource): Promise<void> {
    this.stop();
    this.#source = source;
    await this.#follow(source);
  }

  /** Asks the database no more; `now` works on until the offset is stale. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#source = undefined;
  }

  /** Whether `now` has an answer. */
  get synchronised(): boolean {
    return this.#measured !== null && this.#age(this.#measured) <= STALE_MS;
  }

  now(): Date {
    if (this.#measured === null || !this.synchronised) throw new Unavailable("The database's clock");
    this.#last = Math.max(this.#last, this.monotonic() + this.#measured.offset);
    return new Date(this.#last);
  }

  /** Measures the offset once. @throws what the source throws */
  async synchronise(source: TimeSource): Promise<void> {
    let best = await this.#sample(source);
    for (let i = 1; i < SAMPLES && !this.#bearsOut(best); i++) {
      const next = await this.#sample(source);
      if (next.roundTrip < best.roundTrip) best = next;
    }
    const measured = { offset: best.offset, error: best.roundTrip / 2, at: this.monotonic() };
    if (this.#isBetter(measured)) this.#measured = measured;
  }

  #bearsOut({ offset, roundTrip }: { offset: number; roundTrip: number }): boolean {
    const known = this.#measured;
    if (known === null || roundTrip > QUICK_MS) return false;
    return Math.abs(offset - known.offset) <= roundTrip / 2 + this.#errorNow(known);
  }

  /** Rather a poor measurement than one about to be stale. */
  #isBetter({ offset, error }: Measured): boolean {
    const known = this.#measured;
    if (known === null || this.#age(known) > STALE_MS / 2) return true;
    const knownError = this.#errorNow(known);
    return error <= knownError || Math.abs(offset - known.offset) > error + knownError;
  }

  #errorNow(measured: Measured): number {
    return measured.error + DRIFT * this.#age(measured);
  }

  #age({ at }: Measured): number {
    return this.monotonic() - at;
  }

  async #sample(source: TimeSource): Promise<{ offset: number; roundTrip: number }> {
    const sent = this.monotonic();
    const database = (await source.databaseNow()).getTime();
    const received = this.monotonic();
    return { offset: database - (sent + received) / 2, roundTrip: received - sent };
  }

  async #follow(source: TimeSource): Promise<void> {
    const answered = await this.synchronise(source).then(
      () => true,
      () => false,
    );
    if (this.#source !== source) return;
    this.#timer = setTimeout(() => void this.#follow(source), answered ? REFRESH_MS : RETRY_MS);
    this.#timer.unref();
  }
}
