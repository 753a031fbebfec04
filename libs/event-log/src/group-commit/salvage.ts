import { LogUnavailable, OutcomeUnknown } from '../event-log.errors.js';
import type { PreparedAppend } from '../prepared-append.js';
import type { AppendOutcome, KnownCommand } from './append-outcome.js';

/** The connection broke during a call, so it is unknown whether the call was committed. */
export class ConnectionLost extends Error {}

/** The operations of the database that a flush needs. */
export interface AppendStore {
  /**
   * Stores a batch in one call.
   * @throws ConnectionLost if the connection broke during the call
   * @throws LogUnavailable if the database has certainly stored nothing and cannot store now
   * @throws any other error that made the call fail as a whole; then nothing was stored
   */
  append(batch: PreparedAppend[]): Promise<AppendOutcome[]>;
  /**
   * Looks up what these commands appended, by command id; reconnects if necessary, for a bounded time.
   * @throws LogUnavailable if the database does not answer in that time
   */
  find(commandIds: string[]): Promise<Map<string, KnownCommand>>;
}

/** Time after which a failed flush gives up on the rest of its appends, in milliseconds. */
const GIVE_UP_AFTER_MS = 10_000;

/**
 * Stores a batch so that no append can make another fail. If the call fails as a whole, the appends are run again one by
 * one. After a lost connection, outcomes are looked up by command id before any caller is answered. Running an append
 * again is safe, because its command id is stored with it.
 * Never rejects.
 */
export async function flush(store: AppendStore, batch: PreparedAppend[]): Promise<AppendOutcome[]> {
  try {
    return await store.append(batch);
  } catch (error) {
    return salvage(store, batch, error);
  }
}

async function salvage(
  store: AppendStore,
  batch: PreparedAppend[],
  error: unknown,
): Promise<AppendOutcome[]> {
  if (error instanceof ConnectionLost) return afterLoss(store, batch, error);
  if (error instanceof LogUnavailable || batch.length === 1)
    return batch.map(() => ({ kind: 'failed', error }));
  return oneByOne(store, batch, new Map());
}

async function afterLoss(
  store: AppendStore,
  batch: PreparedAppend[],
  lost: ConnectionLost,
): Promise<AppendOutcome[]> {
  try {
    const outcomes = await oneByOne(store, batch, await store.find(batch.map(({ command }) => command.id)));
    return outcomes.map(asAfterLoss);
  } catch {
    return batch.map(() => unknownOutcome(lost));
  }
}

/**
 * The server may still be running the call that was lost: an append that it refused the second time can still be stored
 * by the first call. Only what its streams show is certain, because their versions never go back.
 */
function asAfterLoss(outcome: AppendOutcome): AppendOutcome {
  const isUnavailable = outcome.kind === 'failed' && outcome.error instanceof LogUnavailable;
  return isUnavailable ? unknownOutcome(outcome.error) : outcome;
}

async function oneByOne(
  store: AppendStore,
  batch: PreparedAppend[],
  found: Map<string, KnownCommand>,
): Promise<AppendOutcome[]> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  const outcomes: AppendOutcome[] = [];
  for (const append of batch) {
    const known = found.get(append.command.id);
    if (known) outcomes.push({ kind: 'known', ...known });
    else if (Date.now() > deadline) outcomes.push(unknownOutcome('the database is too slow'));
    else outcomes.push(await alone(store, append));
  }
  return outcomes;
}

async function alone(store: AppendStore, append: PreparedAppend): Promise<AppendOutcome> {
  try {
    return (await store.append([append]))[0] ?? unknownOutcome('no outcome');
  } catch (error) {
    return error instanceof ConnectionLost ? lookUp(store, append, error) : { kind: 'failed', error };
  }
}

async function lookUp(
  store: AppendStore,
  { command: { id } }: PreparedAppend,
  lost: ConnectionLost,
): Promise<AppendOutcome> {
  try {
    const known = (await store.find([id])).get(id);
    return known ? { kind: 'known', ...known } : unknownOutcome(lost);
  } catch (error) {
    return unknownOutcome(error);
  }
}

function unknownOutcome(cause: unknown): AppendOutcome {
  return {
    kind: 'failed',
    error: new OutcomeUnknown('the answer was lost; the command id tells what is stored', { cause }),
  };
}
