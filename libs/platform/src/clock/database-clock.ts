import { Unavailable } from '@countersign/contracts';
import type { Clock } from '../clock.js';

/** The source of the time: one round trip to PostgreSQL, `select clock_timestamp()`. */
export interface TimeSource {
  databaseNow(): Promise<Date>;
}

/** Maximum round trips of a measurement. One is enough when it is quick and confirms the known offset. */
const MAX_SAMPLES = 5;
const QUICK_ROUND_TRIP_MS = 4;
const REFRESH_MS = 10_000;
const RETRY_MS = 500;
/** Local clocks drift by less than 1 ms a second, so an offset one minute old is off by less than 60 ms. */
const STALE_MS = 60_000;
const DRIFT = 0.001;

/** The offset of the database's clock from the local one, and the maximum error of it; all in milliseconds. */
interface Measured {
  offset: number;
  error: number;
  /** Local time of the measurement. */
  at: number;
}

/**
 * The database's clock without a round trip per call: a monotonic local clock plus an offset, estimated from
 * the fastest of a few round trips (its error is at most half of that) and refreshed every 10 s. A measurement over
 * slow round trips (a busy pool) does not replace a better one, unless both cannot be true. It never goes back.
 */
export class DatabaseClock implements Clock {
  private measured: Measured | null = null;
  private last = 0;
  private timer: NodeJS.Timeout | undefined;
  private source: TimeSource | undefined;

  /** @param monotonic - local milliseconds that never go back */
  constructor(private readonly monotonic: () => number = () => performance.now()) {}

  /** Follows a database from now on; resolves after the first attempt, also when the database did not answer. */
  async start(source: TimeSource): Promise<void> {
    this.stop();
    this.source = source;
    await this.follow(source);
  }

  /** Stops asking the database; `now` keeps working until the offset is stale. */
  stop(): void {
    clearTimeout(this.timer);
    this.source = undefined;
  }

  /** Whether `now` has an answer. */
  get synchronised(): boolean {
    return this.measured !== null && this.age(this.measured) <= STALE_MS;
  }

  now(): Date {
    if (this.measured === null || !this.synchronised) throw new Unavailable("The database's clock");
    this.last = Math.max(this.last, this.monotonic() + this.measured.offset);
    return new Date(this.last);
  }

  /** Measures the offset once. @throws what the source throws */
  async synchronise(source: TimeSource): Promise<void> {
    let best = await this.sample(source);
    for (let i = 1; i < MAX_SAMPLES && !this.confirms(best); i++) {
      const next = await this.sample(source);
      if (next.roundTrip < best.roundTrip) best = next;
    }
    const measured = { offset: best.offset, error: best.roundTrip / 2, at: this.monotonic() };
    if (this.isBetter(measured)) this.measured = measured;
  }

  private confirms({ offset, roundTrip }: { offset: number; roundTrip: number }): boolean {
    const known = this.measured;
    if (known === null || roundTrip > QUICK_ROUND_TRIP_MS) return false;
    return Math.abs(offset - known.offset) <= roundTrip / 2 + this.errorNow(known);
  }

  /** An imprecise measurement is better than one that is about to be stale. */
  private isBetter({ offset, error }: Measured): boolean {
    const known = this.measured;
    if (known === null || this.age(known) > STALE_MS / 2) return true;
    const knownError = this.errorNow(known);
    return error <= knownError || Math.abs(offset - known.offset) > error + knownError;
  }

  private errorNow(measured: Measured): number {
    return measured.error + DRIFT * this.age(measured);
  }

  private age({ at }: Measured): number {
    return this.monotonic() - at;
  }

  private async sample(source: TimeSource): Promise<{ offset: number; roundTrip: number }> {
    const sent = this.monotonic();
    const database = (await source.databaseNow()).getTime();
    const received = this.monotonic();
    return { offset: database - (sent + received) / 2, roundTrip: received - sent };
  }

  private async follow(source: TimeSource): Promise<void> {
    const answered = await this.synchronise(source).then(
      () => true,
      () => false,
    );
    if (this.source !== source) return;
    this.timer = setTimeout(() => void this.follow(source), answered ? REFRESH_MS : RETRY_MS);
    this.timer.unref();
  }
}
