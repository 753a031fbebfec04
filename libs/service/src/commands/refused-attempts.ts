import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { actorOf, NotVisible, personalDataOf, refOf, Refusal } from '@countersign/contracts';
import type { Attempt } from '@countersign/contracts';
import {
  ATTEMPT_INTERVAL_MS,
  attemptKey,
  attemptsFold,
  attemptsStream,
  recordAttempt,
} from '@countersign/kernel';
import { httpCommand } from '@countersign/event-log';
import type { CommandContext, DecideRunner } from '@countersign/event-log';
import { CLOCK } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import type { CallContext } from '@countersign/rpc';
import { DECIDE_RUNNER } from '../nest/tokens.js';

/** Most kinds of attempts (actor, target, code) that are counted; beyond that, the least recently used count is dropped. */
const MOST_KEPT = 10_000;

/** How long an answer waits for its record, which continues afterwards. */
const PATIENCE_MS = 1000;

/** How often counts whose minute is over are recorded, and how soon a failed record is retried. */
const SWEEP_MS = 5_000;

/** Refusals that come from no rule: malformed input, an invalid token, a command that was answered before. */
const NO_ATTEMPT = new Set([
  'invalid-input',
  'idempotency-key-reused',
  'missing-token',
  'invalid-token',
  'repeated',
]);

/** The attempts of one actor, target and code. */
interface Kept {
  /** The latest attempt. */
  attempt: Omit<Attempt, 'count'>;
  context: Omit<CommandContext, 'command'>;
  /** How many attempts no event counts yet. */
  unrecorded: number;
  /** Nothing is recorded before this time, in ms since 1970. */
  quietUntil: number;
}

/**
 * Records attempts that a rule refuses: at most one event per actor, target and code a minute. Attempts in between are
 * counted here and recorded when the minute is over. The minute is decided on the stream, so it holds for all
 * instances, but each instance counts its own refusals; the counts of all events together are the number of attempts.
 * An instance that ends loses the counts of less than a minute. Around midnight (UTC) two events may be closer than a
 * minute, because they are in the streams of two days.
 */
@Injectable()
export class RefusedAttempts implements OnModuleInit, OnApplicationShutdown {
  private readonly kept = new Map<string, Kept>();
  private readonly logger = new Logger('attempts');
  private sweeper: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sweeper = setInterval(() => void this.sweep(), SWEEP_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweeper);
  }

  /** Acts for a person, and records the attempt if a rule refuses it. The answer is the same either way. */
  async noting<T>(
    { operation, target }: Pick<Attempt, 'operation' | 'target'>,
    call: CallContext,
    act: () => Promise<T>,
  ): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (isRefusedByRule(error)) {
        const { code, recordedDetail: detail } = error;
        const attempt = { by: refOf(call.caller), operation, target, code, detail };
        await atMost(PATIENCE_MS, this.note(attempt, contextOf(attempt, call)));
      }
      throw error;
    }
  }

  /**
   * Counts attempts whose refusal an earlier event has recorded. They wait a minute for a later event that counts them, and
   * are then recorded here.
   */
  add(attempt: Kept['attempt'], call: CallContext, count: number): void {
    const kept = this.count(attempt, contextOf(attempt, call), count);
    kept.quietUntil = this.inAMinute();
  }

  /** The number of attempts of this kind that no event counts yet. The caller must see to it that one does. */
  take(kind: Pick<Attempt, 'by' | 'target' | 'code'>): number {
    const kept = this.kept.get(attemptKey(kind));
    const count = kept?.unrecorded ?? 0;
    if (kept) kept.unrecorded = 0;
    return count;
  }

  /** Records the counts whose minute is over. Never throws. */
  async sweep(): Promise<void> {
    for (const [key, kept] of this.kept) {
      if (!this.isDue(kept)) continue;
      if (kept.unrecorded) await this.record(kept);
      else this.kept.delete(key);
    }
  }

  private async note(attempt: Kept['attempt'], context: Kept['context']): Promise<void> {
    const kept = this.count(attempt, context, 1);
    if (this.isDue(kept)) await this.record(kept);
  }

  private count(attempt: Kept['attempt'], context: Kept['context'], more: number): Kept {
    const key = attemptKey(attempt);
    const before = this.kept.get(key) ?? { unrecorded: 0, quietUntil: 0 };
    const kept = Object.assign(before, { attempt, context, unrecorded: before.unrecorded + more });
    this.keep(key, kept);
    return kept;
  }

  /** Moves the latest attempt to the end, so that the first is the least recently used. */
  private keep(key: string, kept: Kept): void {
    this.kept.delete(key);
    this.kept.set(key, kept);
    const [oldest] = this.kept;
    if (this.kept.size <= MOST_KEPT || !oldest) return;
    this.kept.delete(oldest[0]);
    if (oldest[1].unrecorded) this.logger.warn({ msg: 'Attempts not recorded', count: oldest[1].unrecorded });
  }

  /** False while the time is unknown; a later sweep then records the count. */
  private isDue({ quietUntil }: Kept): boolean {
    try {
      return this.clock.now().getTime() >= quietUntil;
    } catch {
      return false;
    }
  }

  /** While the time is unknown, nothing is due anyway. */
  private inAMinute(): number {
    try {
      return this.clock.now().getTime() + ATTEMPT_INTERVAL_MS;
    } catch {
      return 0;
    }
  }

  /** Attempts that arrive in the meantime are counted for the next event. */
  private async record(kept: Kept): Promise<void> {
    const count = kept.unrecorded;
    const now = this.clock.now().getTime();
    Object.assign(kept, { unrecorded: 0, quietUntil: now + ATTEMPT_INTERVAL_MS });
    try {
      const last = await this.append(kept, count);
      if (last === null) return;
      // Another instance has recorded an attempt less than a minute ago.
      Object.assign(kept, { unrecorded: kept.unrecorded + count, quietUntil: last + ATTEMPT_INTERVAL_MS });
    } catch (err) {
      // If the log has stored the event after all, the attempts are counted twice rather than not at all.
      Object.assign(kept, { unrecorded: kept.unrecorded + count, quietUntil: now + SWEEP_MS });
      this.logger.warn({ msg: 'A refused attempt could not be recorded yet', err });
    }
  }

  /** @returns null when the attempts are recorded, else the time of the last record */
  private async append({ attempt, context }: Kept, count: number): Promise<number | null> {
    const { issuer, id: subject } = attempt.by;
    const once = { issuer, subject, operation: 'attempt.refused', target: '', payload: null };
    let last: number | null = null;
    await this.runner.run({ ...context, command: httpCommand(once) }, async (loader) => {
      const now = this.clock.now();
      const attempts = await loader.load(attemptsStream(attempt.by, now), attemptsFold);
      const events = recordAttempt(attempts.state, { ...attempt, count }, now);
      last = events.length ? null : (attempts.state.get(attemptKey(attempt)) ?? null);
      const result = { status: 200, code: null, ids: {} };
      return { events, result };
    });
    return last;
  }
}

/** Whether a rule refused. That includes requests that the caller may not see, but not requests that do not exist. */
function isRefusedByRule(error: unknown): error is Refusal {
  if (!(error instanceof Refusal) || error.status >= 500 || NO_ATTEMPT.has(error.code)) return false;
  return error.status !== 404 || error instanceof NotVisible;
}

function contextOf({ target }: Kept['attempt'], { caller, origin, requestId, traceparent }: CallContext) {
  return {
    actor: actorOf(caller),
    personal: personalDataOf(caller, origin),
    correlationId: target.requestId ?? requestId,
    causationId: null,
    traceparent,
  };
}

/** Waits for the work, but no longer than the given time. */
async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, patience]).finally(() => clearTimeout(timer));
}
