import { createDecideRunner } from '@countersign/event-log';
import type {
  AnyFolding,
  Decided,
  DecideRunner,
  Fold,
  Loader,
  PostgresEventLog,
} from '@countersign/event-log';
import type { DomainEvent } from '@countersign/contracts';
import { EVENT, newAppend, newContext, newStream } from './bench-log.js';
import { growth } from './growth.js';
import type { Growth, Measurements } from './growth.js';
import { calls } from './load.js';
import { interleaved } from './measure.js';

const LENGTHS = [5, 50, 500];
/** Decisions per round, in sequence, each on a stream of its own. */
const DECISIONS = 30;
const ROUNDS = 7;
const FILLERS = 4;

/** A state that is cheap to fold, so that the bench measures reading. */
const length: Fold<number, AnyFolding> = { initialState: 0, evolve: (state) => state + 1 };

/** An event belongs to the stream that it names. */
const streamsOf = ({ data }: DomainEvent): string[] => [(data as { stream: string }).stream];

/** A decision (read, fold, decide, append) by a single caller, so that its time is a latency. */
export async function growthOfStreams(log: PostgresEventLog): Promise<Growth> {
  const contenders: Record<string, () => Promise<number>> = {};
  for (const events of LENGTHS) {
    // A cache of one state never contains the next stream.
    const forgetful = createDecideRunner(log, { streamsOf, cacheSize: 1 });
    contenders[`read ${events}`] = decisions(forgetful, await newStreams(log, events));
    const remembering = createDecideRunner(log, { streamsOf });
    const known = await newStreams(log, events);
    for (const stream of known) await remembering.read(stream, length);
    contenders[`cached ${events}`] = decisions(remembering, known);
  }
  await interleaved(contenders, 1);
  const times = await interleaved(contenders, ROUNDS);
  const measurements: Measurements = new Map();
  for (const events of LENGTHS) {
    const read = times[`read ${events}`] ?? [];
    const cached = times[`cached ${events}`] ?? [];
    measurements.set(events, { 'read, fold, decide, append': read, 'state in the cache': cached });
  }
  const axes = { file: 'growth-stream', x: 'events in the stream', y: 'µs a decision' };
  return growth('A decision as its stream grows', axes, measurements);
}

/** Streams of one length, for all rounds and a warm-up round. */
async function newStreams(log: PostgresEventLog, events: number): Promise<string[]> {
  const streams = Array.from({ length: DECISIONS * (ROUNDS + 1) }, () => newStream(events));
  await calls(streams.length, FILLERS, (n) => log.append(newAppend(streams.slice(n, n + 1))));
  return streams.map(({ stream }) => stream);
}

/** Microseconds per decision; each round uses the next streams. */
function decisions(runner: DecideRunner, streams: string[]): () => Promise<number> {
  return async () => {
    const mine = streams.splice(0, DECISIONS);
    const start = performance.now();
    for (const stream of mine) await runner.run(newContext(), (loader) => decide(loader, stream));
    return ((performance.now() - start) * 1_000) / mine.length;
  };
}

async function decide(loader: Loader, stream: string): Promise<Decided> {
  await loader.load(stream, length);
  return {
    events: [{ ...EVENT, data: { stream } }],
    result: { status: 200, code: null, ids: {} },
  };
}
