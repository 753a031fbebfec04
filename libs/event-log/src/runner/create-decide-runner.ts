import { IdempotencyKeyReused, Refusal, NotKnownToBeDone, Unavailable } from '@countersign/contracts';
import type { DomainEvent } from '@countersign/contracts';
import {
  CommandIdReused,
  LogUnavailable,
  OutcomeUnknown,
  WrongExpectedVersion,
} from '../event-log.errors.js';
import type { CommandContext, Decided, DecideRunner, Fold, Folded, Loader, Ran } from '../decide-runner.js';
import type { EventLog } from '../event-log.js';
import { CachedLoader, readFolded } from './cached-loader.js';
import { FoldedCache } from './folded-cache.js';
import { Turnstile } from './turnstile.js';

/** Bounds of a runner. */
export interface DecideRunnerOptions {
  /** Folded states kept. */
  cacheSize?: number;
  /** Times a command is decided before it gives way to others that keep writing its streams. */
  maxAttempts?: number;
}

type Decide = (loader: Loader) => Promise<Decided>;

/** What one attempt came to: done, or to be decided again with fresh state, perhaps because of a conflict. */
type Attempt = { ran: Ran } | { again: 'stale' } | { again: 'conflict'; stream: string };

/** A runner over a log. States are folded once and kept, the least recently used forgotten first. */
export function createDecideRunner(
  log: EventLog,
  { cacheSize = 10_000, maxAttempts = 20 }: DecideRunnerOptions = {},
): DecideRunner {
  return new CachingDecideRunner(log, new FoldedCache(cacheSize), maxAttempts);
}

class CachingDecideRunner implements DecideRunner {
  /** Commands that met a conflict on a stream take turns on it, instead of colliding again and again. */
  private readonly turnstile = new Turnstile();

  constructor(
    private readonly log: EventLog,
    private readonly cache: FoldedCache,
    private readonly maxAttempts: number,
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

  async read<State, E extends DomainEvent>(stream: string, fold: Fold<State, E>): Promise<Folded<State>> {
    try {
      return await readFolded(this.log, this.cache, stream, fold);
    } catch (error) {
      throw asRefusal(error);
    }
  }

  private async retry(context: CommandContext, decide: Decide): Promise<Ran> {
    for (let attempts = 1; attempts < this.maxAttempts; attempts++) {
      const attempt = await this.attempt(context, decide, true);
      if ('ran' in attempt) return attempt.ran;
    }
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
    if (loader.restsOnCache(decided.streams)) return { again: 'stale' };
    if (!decided.streams.length)
      return { ran: await this.repeatOr(context, () => ({ appended: null, result: decided.result })) };
    return this.append(context, decided, loader);
  }

  private async append(
    context: CommandContext,
    { streams, result }: Decided,
    loader: CachedLoader,
  ): Promise<Attempt> {
    try {
      const appended = await this.log.append({ ...context, streams, result });
      if (!appended.repeated) loader.keep(streams);
      return { ran: { appended, result: appended.result } };
    } catch (error) {
      if (error instanceof WrongExpectedVersion) return { again: 'conflict', stream: error.stream };
      throw error;
    }
  }

  /**
   * The state a command finds may be the one its own first run left behind ("already decided"), so before anything
   * is answered that was not appended, the log is asked whether this command has appended before.
   */
  private async repeatOr({ command }: CommandContext, otherwise: () => Ran): Promise<Ran> {
    const known = await this.log.findCommand(command.id);
    if (!known) return otherwise();
    const { fingerprint, ...appended } = known;
    if (fingerprint !== command.fingerprint) throw new CommandIdReused(command.id);
    return { appended, result: appended.result };
  }
}

function asRefusal(error: unknown): unknown {
  if (error instanceof CommandIdReused) return new IdempotencyKeyReused();
  if (error instanceof OutcomeUnknown) return new NotKnownToBeDone('The log');
  if (error instanceof LogUnavailable) return new Unavailable('The log');
  return error;
}
