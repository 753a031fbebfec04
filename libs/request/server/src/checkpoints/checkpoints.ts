import { CHECKPOINT_OWN_LOG, CHECKPOINT_TYPE, checkpointStream, logNames } from '@countersign/contracts';
import type { CheckpointClaims, CheckpointHead, CheckpointRecorded, LogName } from '@countersign/contracts';
import { processCommand } from '@countersign/event-log';
import type { Decided, DecideRunner, EventLog, Loader } from '@countersign/event-log';
import { decided, serviceCommand } from '@countersign/service';
import type { Clock } from '@countersign/platform';
import { checkpointFold, checkpointNeed } from '@countersign/request-domain';
import type { LastCheckpoint } from '@countersign/request-domain';
import type { SigningKeys } from '../signing-keys/signing-keys.js';
import type { CheckpointOptions } from './checkpoints.providers.js';

/** The logs do not follow from what the last checkpoint signed. */
export class CheckpointDoubtful extends Error {
  constructor(why: string) {
    super(`${why}; it is being made anew, was put back to an older state, or was rewritten`);
    this.name = new.target.name;
  }
}

/** What checkpoints are taken with. */
interface CheckpointParts extends CheckpointOptions {
  runner: DecideRunner;
  log: Pick<EventLog, 'head'>;
  /** Where another context's log is; throws when that is not to be had. */
  headOf: (log: LogName) => Promise<CheckpointHead>;
  keys: Pick<SigningKeys, 'signWith'>;
  clock: Clock;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Signs where the logs are, and records it in the request log: one checkpoint an interval, whoever takes it. */
export class Checkpoints {
  /** What was last seen on record: the streams of two days do not reach back over a longer quiet. */
  private seen: LastCheckpoint = null;

  constructor(private readonly parts: CheckpointParts) {}

  /**
   * Takes a checkpoint if a log has moved. All heads or none: where one is not to be had, nothing is signed.
   * @param insist - also where the logs do not follow from the last checkpoint: those kept show the difference
   * @throws CheckpointDoubtful, Unavailable, or what the mirrors throw; the next try may go better
   */
  async take(insist: boolean): Promise<void> {
    const now = this.parts.clock.now();
    const stream = checkpointStream(now);
    const context = serviceCommand('request', this.command(now), {
      correlationId: stream,
      causationId: null,
      traceparent: null,
    });
    await this.parts.runner.run(context, (loader) => this.decide(loader, now, insist));
  }

  /** The same for every instance within an interval: the second one's is a repeat. */
  private command(now: Date) {
    const { intervalMs } = this.parts;
    const begun = Math.floor(now.getTime() / intervalMs) * intervalMs;
    return processCommand('checkpoints', new Date(begun).toISOString(), 0);
  }

  /** The heads are read after the last checkpoint was: they cannot be of before it. */
  private async decide(loader: Loader, now: Date, insist: boolean): Promise<Decided> {
    const today = await loader.load(checkpointStream(now), checkpointFold);
    const last = today.state ?? (await this.ofDayBefore(now, loader)) ?? this.seen;
    const heads = await this.heads();
    const need = checkpointNeed(last, heads);
    if (need.kind === 'doubtful' && !insist) throw new CheckpointDoubtful(need.why);
    this.seen = need.kind === 'none' ? last : heads;
    const events = need.kind === 'none' ? [] : [await this.signed(heads, now)];
    return decided(events, {});
  }

  private async ofDayBefore(now: Date, loader: Loader): Promise<LastCheckpoint> {
    const dayBefore = new Date(now.getTime() - DAY_MS);
    return (await loader.load(checkpointStream(dayBefore), checkpointFold)).state;
  }

  private heads(): Promise<CheckpointHead[]> {
    const { log: own, headOf } = this.parts;
    return Promise.all(
      logNames.map(async (log) =>
        log === CHECKPOINT_OWN_LOG ? { log, ...(await own.head()) } : headOf(log),
      ),
    );
  }

  private async signed(heads: CheckpointHead[], now: Date): Promise<CheckpointRecorded> {
    const { issuer: iss, keys } = this.parts;
    const claims: CheckpointClaims = { iss, iat: Math.floor(now.getTime() / 1000), heads };
    const jws = await keys.signWith('audit', claims, CHECKPOINT_TYPE);
    return { type: 'audit.checkpoint', schemaVersion: 1, data: { at: now.toISOString(), heads, jws } };
  }
}
