import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { pause } from '@countersign/timing';
import { mirrorInfo } from '@countersign/mirror';
import type { Queryable } from '@countersign/postgres';
import { readCursors } from './cursor-store.js';
import type { CursorKey, StoredCursor } from './cursor-store.js';

/** Timers of the same tick do not fire in the same millisecond. */
const GATHER_MS = 10;
const API_TIMEOUT_MS = 2000;

/** Answers questions of the same moment with one query. */
class Together<Key, Answer> {
  private round: { keys: Key[]; answers: Promise<readonly Answer[]> } | undefined;

  /** @param answerAll - one answer for each key, in their order */
  constructor(private readonly answerAll: (keys: readonly Key[]) => Promise<readonly Answer[]>) {}

  async ask(key: Key): Promise<Answer> {
    const { keys, answers } = (this.round ??= this.begin());
    const place = keys.push(key) - 1;
    return (await answers)[place] as Answer;
  }

  private begin(): { keys: Key[]; answers: Promise<readonly Answer[]> } {
    const keys: Key[] = [];
    const answers = pause(GATHER_MS).then(() => {
      this.round = undefined;
      return this.answerAll(keys);
    });
    return { keys, answers };
  }
}

/** What a process's consumers check every second: one statement for all cursors, one query per mirror. */
export class Looks {
  private readonly cursors: Together<CursorKey, StoredCursor | undefined>;
  private readonly ends = new Map<LogName, Together<LogName, number>>();

  constructor(
    db: Queryable,
    schema: string,
    private readonly nc: NatsConnection,
  ) {
    this.cursors = new Together((keys) => readCursors(db, schema, keys));
  }

  /** A cursor as it is stored now; undefined if there is none. */
  cursorOf(key: CursorKey): Promise<StoredCursor | undefined> {
    return this.cursors.ask(key);
  }

  /** The last sequence of a log's mirror; 0 if there is none. */
  endOf(log: LogName): Promise<number> {
    const asked = this.ends.get(log) ?? new Together(this.readEnd);
    this.ends.set(log, asked);
    return asked.ask(log);
  }

  private readonly readEnd = async (logs: readonly LogName[]): Promise<number[]> => {
    const [log] = logs;
    if (!log) return [];
    const jsm = await jetstreamManager(this.nc, { checkAPI: false, timeout: API_TIMEOUT_MS });
    const end = (await mirrorInfo(jsm, log))?.state.last_seq ?? 0;
    return logs.map(() => end);
  };
}
