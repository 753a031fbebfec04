import type { PostgresEventLog } from '@countersign/event-log';
import { newAppend, newStream } from './bench-log.js';
import { growth } from './growth.js';
import type { Growth, Measurements } from './growth.js';
import { calls } from './load.js';
import { interleaved } from './measure.js';

const SIZES = [10_000, 100_000, 1_000_000];
const STREAM_LENGTH = 10;
/** Events per append while a log is filled: as many as a flush contains. */
const FILL = 500;
const FILLERS = 4;

const ROUNDS = 9;
const CALLERS = 128;
/** Few, so that the smallest log stays about as small as its label. */
const APPENDS = 640;
const READS = 1_280;

/** Fills logs of different sizes, then measures appends, and reads of streams of ten events. */
export async function growthOfLogs(logs: PostgresEventLog[]): Promise<Growth> {
  const measurements: Measurements = new Map();
  const contenders: Record<string, () => Promise<number>> = {};
  for (const [i, size] of SIZES.entries()) {
    const log = logs[i] as PostgresEventLog;
    const streams = await fill(log, size);
    contenders[`append ${size}`] = () => calls(APPENDS, CALLERS, () => log.append(newAppend()));
    contenders[`read ${size}`] = () => calls(READS, CALLERS, (n) => log.readStream(anyOf(streams, n)));
  }
  await interleaved(contenders, 1);
  const rates = await interleaved(contenders, ROUNDS);
  for (const size of SIZES) {
    const appends = rates[`append ${size}`] ?? [];
    const reads = rates[`read ${size}`] ?? [];
    measurements.set(size, { [`appends, ${CALLERS} callers`]: appends, 'reads of a stream of 10': reads });
  }
  const axes = { file: 'growth-log', x: 'events in the log', y: 'per second' };
  return growth('Appends and reads as a log grows', axes, measurements);
}

/**
 * Grows a log to a size through its own append, so that its chain and indexes are realistic.
 * @returns the new streams, of ten events each
 */
async function fill(log: PostgresEventLog, size: number): Promise<string[]> {
  const appends = Math.ceil((size - (await log.head()).position) / FILL);
  const streams: string[] = [];
  await calls(appends, FILLERS, async () => {
    const batch = Array.from({ length: FILL / STREAM_LENGTH }, () => newStream(STREAM_LENGTH));
    await log.append(newAppend(batch));
    streams.push(...batch.map(({ stream }) => stream));
  });
  return streams;
}

/** Indexes spread over all streams, in steps of a prime. */
const anyOf = (streams: readonly string[], n: number): string => streams[(n * 7_919) % streams.length] ?? '';
