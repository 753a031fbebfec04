import { mirrorBench } from './support/mirror-bench.js';
import type { MirrorBench } from './support/mirror-bench.js';
import { load } from './support/load.js';
import { atRate, lagOf, noted } from './support/mirror-lag.js';
import type { Lag } from './support/mirror-lag.js';
import { roles, startObserver, startOtherRelay } from './support/mirror-observer.js';
import type { Times } from './support/mirror-observer.js';
import type { MirrorUrls } from './support/mirror-relay.js';
import { interleaved, measured, ratio } from './support/measure.js';
import { report } from './support/report.js';
import type { Table } from './support/report.js';

const CALLERS = [128, 512];
const ROUNDS = 5;
const ROUND_MS = 1000;
const STEADY = 5000;
const REPUBLISHED = 100_000;

async function bench(): Promise<void> {
  const mirror = await mirrorBench();
  try {
    const republished = await republish(mirror);
    report([await live(mirror), republished]);
  } finally {
    await mirror.close();
  }
}

type Load = (append: () => Promise<unknown>) => Promise<number>;

const loads: { name: string; work: Load }[] = [
  ...CALLERS.map((callers) => ({
    name: `${callers} callers`,
    work: async (append: () => Promise<unknown>) => load(append, callers, ROUND_MS)(),
  })),
  {
    name: `${STEADY.toLocaleString('en')} a second`,
    work: (append) => atRate(append, STEADY, ROUND_MS),
  },
];

/** A publisher of the mirror. `start` resolves when the mirror is complete, with a function that stops the publisher. */
interface Relaying {
  where: string;
  start(): Promise<() => Promise<void>>;
}

/** One instance whose process appends and relays; and two instances, where one relays and the other appends. */
function relayings(mirror: MirrorBench): Relaying[] {
  const own = async () => {
    await mirror.startRelay();
    await mirror.mirrored(await mirror.end());
    return () => mirror.stopRelay();
  };
  const other = async () => {
    const leader = await startOtherRelay(mirror);
    await mirror.append();
    await mirror.mirrored(await mirror.end());
    const stop = await own();
    return async () => {
      await stop();
      await leader.stop();
    };
  };
  return [
    { where: 'in the process of the log', start: own },
    { where: 'in another instance', start: other },
  ];
}

/** A lost store is refilled from the log, beside publishing ready-made messages. */
async function republish(mirror: MirrorBench): Promise<Table> {
  await mirror.fill(REPUBLISHED);
  const perSecond = (work: () => Promise<void>) => async () => {
    const start = performance.now();
    await work();
    return (REPUBLISHED * 1000) / (performance.now() - start);
  };
  const contenders = {
    relay: async () => {
      await mirror.loseMirror();
      const rate = await perSecond(async () => {
        await mirror.startRelay();
        await mirror.mirrored(REPUBLISHED);
      })();
      await mirror.stopRelay();
      return rate;
    },
    alone: perSecond(() => mirror.publishAlone(REPUBLISHED)),
  };
  const { relay, alone } = await interleaved(contenders, ROUNDS);
  return {
    title: `Republishing a log of ${REPUBLISHED.toLocaleString('en')} events to a store that was lost, events per second`,
    columns: ['relay', 'publishing alone, messages ready-made', 'relay ÷ alone'],
    rows: [[measured(relay), measured(alone), ratio(relay, alone)]],
  };
}

/** Appends with the relay stopped and running, interleaved. The lag is measured by a consumer in another process. */
async function live(mirror: MirrorBench): Promise<Table> {
  await mirror.startRelay();
  await mirror.mirrored(await mirror.end());
  const observer = await startObserver(mirror);
  await mirror.stopRelay();
  const append = () => mirror.append();
  const rows: Table['rows'] = [];

  async function mirrored(work: Load, relay: Relaying, lags: Lag[]): Promise<number> {
    const answered: Times = new Map();
    const stop = await relay.start();
    await observer.arrivals(await mirror.end());
    const rate = await work(noted(append, answered));
    lags.push(lagOf(answered, await observer.arrivals(await mirror.end())));
    await stop();
    return rate;
  }

  for (const relay of relayings(mirror)) {
    for (const { name, work } of loads) {
      const lags: Lag[] = [];
      const contenders = { stopped: () => work(append), live: () => mirrored(work, relay, lags) };
      const { stopped, live } = await interleaved(contenders, ROUNDS);
      const lag = [measured(lags.map(({ p50 }) => p50)), measured(lags.map(({ p99 }) => p99))];
      rows.push([name, relay.where, measured(stopped), measured(live), ratio(live, stopped), ...lag]);
    }
  }
  await observer.stop();
  return {
    title:
      'Appends per second with the mirror live, and how long after its answer an event reaches a consumer',
    columns: [
      'load',
      'relay leads',
      'relay stopped',
      'mirror live',
      'live ÷ stopped',
      'lag p50, ms',
      'lag p99, ms',
    ],
    rows,
  };
}

const [role = '', urls = ''] = process.argv.slice(2);
const work = roles[role];
if (work) await work(JSON.parse(urls) as MirrorUrls);
else await bench();
