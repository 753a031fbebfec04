import {
  IdempotencyKeyReused,
  LogTampered,
  NotKnownToBeDone,
  Refusal,
  Unavailable,
} from '@countersign/contracts';
import {
  CommandIdReused,
  LogDamaged,
  LogUnavailable,
  OutcomeUnknown,
  WrongExpectedVersion,
} from '../event-log.errors.js';
import type {
  AnyFolding,
  CommandContext,
  Decided,
  DecideRunner,
  Fold,
  Folded,
  Loader,
  Ran,
  StreamsOf,
} from '../decide-runner.js';
import type { CommandResult, EventAppend, EventLog } from '../event-log.js';
import { assertSamePayload } from '../fingerprint.js';
import { CachedLoader, readFolded } from './cached-loader.js';
import { FoldedCache } from './folded-cache.js';
import { Turnstile } from './turnstile.js';

/** How a runner appends, and its limits. */
export interface DecideRunnerOptions {
  streamsOf: StreamsOf;
  /** Most folded states in the cache. */
  cacheSize?: number;
  /**
   * How long a command is decided again before it gives way to others that keep writing to its streams, in milliseconds.
   * A time instead of a number of attempts, because a slower instance loses every race until the faster one is idle.
   */
  patienceMs?: number;
}

type Decide = (loader: Loader) => Promise<Decided>;

/** Result of one attempt: done, or to be decided again with fresh state, perhaps because of a conflict. */
type Attempt = { ran: Ran } | { again: 'stale' } | { again: 'conflict'; stream: string };

/** A runner over a log. It folds states once and caches them; the least recently used states are dropped first. */
export function createDecideRunner(
  log: EventLog,
  { streamsOf, cacheSize = 10_000, patienceMs = 2_000 }: DecideRunnerOptions,
): DecideRunner {
  const cache = new FoldedCache(cacheSize);
  log.onErased(() => cache.clear());
  return new CachingDecideRunner(log, streamsOf, cache, patienceMs);
}

class CachingDecideRunner implements DecideRunner {
  /** Commands that met a conflict on a stream take turns there instead of colliding again. */
  private readonly turnstile = new Turnstile();

  constructor(
    private readonly log: EventLog,
    private readonly streamsOf: StreamsOf,
    private readonly cache: FoldedCache,
    private readonly patienceMs: number,
  ) {}

  async run(context: CommandContext, decide: Decide): Promise<Ran> {
    try {
      const first = await this.attempt(context, decide, false);
      if ('ran' in first) return first.ran;
      if (first.again === 'conflict')
        return await this.turnstile.pass(first.stream, () => this.retry(context, decide));
      return await this.retry(context, decide);
    } catch (error) {
      throw asRefusal(error);
    }
  }

  async read<State, Seen extends AnyFolding>(
    stream: string,
    fold: Fold<State, Seen>,
  ): Promise<Folded<State>> {
    try {
      return await readFolded(this.log, this.cache, stream, fold);
    } catch (error) {
      throw asRefusal(error);
    }
  }

  private async retry(context: CommandContext, decide: Decide): Promise<Ran> {
    const end = performance.now() + this.patienceMs;
    do {
      const attempt = await this.attempt(context, decide, true);
      if ('ran' in attempt) return attempt.ran;
    } while (performance.now() < end);
    throw new Refusal(
      'conflict',
      503,
      'Others keep changing this at the same moment; nothing was done. Try again shortly.',
      {
        retryAfter: 1,
      },
    );
  }

  private async attempt(context: CommandContext, decide: Decide, fresh: boolean): Promise<Attempt> {
    const loader = new CachedLoader(this.log, this.cache, fresh);
    let decided: Decided;
    try {
      decided = await decide(loader);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (loader.restsOnCache([])) return { again: 'stale' };
      return {
        ran: await this.repeatOr(context, () => {
          throw error;
        }),
      };
    }
    const events = decided.events.map((event) => ({ event, streams: this.streamsOf(event) }));
    if (loader.restsOnCache(events)) return { again: 'stale' };
    if (!events.length)
      return { ran: await this.repeatOr(context, () => ({ appended: null, result: decided.result })) };
    return this.append(context, events, decided.result, loader);
  }

  private async append(
    context: CommandContext,
    events: EventAppend[],
    result: CommandResult,
    loader: CachedLoader,
  ): Promise<Attempt> {
    try {
      const expected = loader.expected(events);
      const appended = await this.log.append({ ...context, events, expected, result });
      if (!appended.repeated) loader.keep(events, context);
      return { ran: { appended, result: appended.result } };
    } catch (error) {
      if (error instanceof WrongExpectedVersion) return { again: 'conflict', stream: error.stream };
      throw error;
    }
  }

  /**
   * The state that a command finds may be the result of its own first run ("already decided"). So before it gives an
   * answer without having appended, the runner asks the log whether this command has appended before.
   */
  private async repeatOr({ command }: CommandContext, otherwise: () => Ran): Promise<Ran> {
    const known = await this.log.findCommand(command.id);
    if (!known) return otherwise();
    const { fingerprint, ...appended } = known;
    assertSamePayload(fingerprint, command);
    return { appended, result: appended.result };
  }
}

function asRefusal(error: unknown): unknown {
  if (error instanceof CommandIdReused) return new IdempotencyKeyReused();
  if (error instanceof OutcomeUnknown) return new NotKnownToBeDone('The log');
  if (error instanceof LogUnavailable) return new Unavailable('The log');
  if (error instanceof LogDamaged) return new LogTampered(error.log, error.position);
  return error;
}
