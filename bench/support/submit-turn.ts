import { watchOtherPrograms } from './other-programs.js';
import { cpuUse, perCall } from './cpu-use.js';
import type { CpuUse } from './cpu-use.js';
import type { SubmitClients } from './submit-clients.js';
import type { SubmitContender, Submitting } from './submit-contender.js';
import type { SubmitRate } from './submit-load.js';

export const CONNECTIONS = 128;
/** Enough to warm up the compilers of all processes; the second half is measured. */
const SUBMISSIONS = 20_000;
/** The time limit of each half. */
const LONGEST_MS = 15_000;

/** A turn of a contender: what the clients measured, and the cost of the submissions with all their consequences. */
export interface SubmitTurn extends SubmitRate {
  /** Sustainable submissions per second: measured until every consumer has followed. */
  sustained: number;
  /** Microseconds of CPU per submission. */
  cpu: CpuUse;
  /** Bytes of write-ahead log per submission. */
  wal: number;
  /** Share of the machine that other programs used during the turn. */
  others: number;
}

/**
 * Starts a contender with empty data, warms it up, measures it and stops it, so that it has the machine to itself.
 */
export async function submitTurn(start: SubmitContender, clients: SubmitClients): Promise<SubmitTurn> {
  const contender = await start();
  try {
    await load(contender, clients);
    return await measuredTurn(contender, clients);
  } finally {
    await contender.stop();
  }
}

async function load({ port, tokens, settled }: Submitting, clients: SubmitClients): Promise<SubmitRate> {
  const rate = await clients.run({
    port,
    tokens,
    connections: CONNECTIONS,
    submissions: SUBMISSIONS / 2,
    milliseconds: LONGEST_MS,
  });
  await settled();
  return rate;
}

async function measuredTurn(contender: Submitting, clients: SubmitClients): Promise<SubmitTurn> {
  const processes = { clients: [clients.pid], ...contender.processes };
  const others = watchOtherPrograms();
  const walBefore = await contender.wal();
  const cpuBefore = cpuUse(processes);
  const start = performance.now();
  const rate = await load(contender, clients);
  const seconds = (performance.now() - start) / 1000;
  const cpuAfter = cpuUse(processes);
  return {
    ...rate,
    sustained: rate.answered / seconds,
    cpu: perCall(cpuBefore, cpuAfter, rate.answered),
    others: others(),
    wal: ((await contender.wal()) - walBefore) / rate.answered,
  };
}
