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

/** The logs do not continue from what the last checkpoint signed. */
export class CheckpointDoubtful extends Error {
  constructor(why: string) {
    super(`${why}; the mirror is being rebuilt, or the log was restored to an older state or rewritten`);
    this.name = new.target.name;
  }
}

/** What checkpoints are taken with. */
interface CheckpointParts extends CheckpointOptions {
  runner: DecideRunner;
  log: Pick<EventLog, 'head'>;
  /** The head of another context's log. @throws when its mirror does not answer */
  headOf: (log: LogName) => Promise<CheckpointHead>;
  keys: Pick<SigningKeys, 'signWith'>;
  clock: Clock;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Signs the heads of the logs and records them in the request log: one checkpoint per interval across all instances.
 */
export class Checkpoints {
  /** The last checkpoint seen: the streams of two days do not reach back over a longer pause. */
  private seen: LastCheckpoint = null;

  constructor(private readonly parts: CheckpointParts) {}

  /**
   * Takes a checkpoint if a log has grown. If any head cannot be read, nothing is signed.
   * @param insist - also if the logs do not continue from the last checkpoint: checkpoints kept elsewhere show the
   *   difference
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

  /** The same for all instances within an interval: the second command is a repeat. */
  private command(now: Date) {
    const { intervalMs } = this.parts;
    const begun = Math.floor(now.getTime() / intervalMs) * intervalMs;
    return processCommand('checkpoints', new Date(begun).toISOString(), 0);
  }

  /** The heads are read after the last checkpoint, so they cannot be older than it. */
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
