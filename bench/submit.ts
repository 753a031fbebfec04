import { cpuUse } from './support/submit-cpu.js';
import { emptyPath, startClients, wholePath } from './support/submit-contenders.js';
import type { SubmitContender } from './support/submit-contenders.js';
import { submitLoad } from './support/submit-load.js';
import type { SubmitLoad, SubmitRate } from './support/submit-load.js';
import { interleaved, measured, ratio } from './support/measure.js';
import { report } from './support/report.js';

const CONNECTIONS = 128;
const ROUNDS = 5;
/** Long enough for the compilers of six processes to have seen what they run. */
const WARM_UP_MS = 12_000;
const ROUND_MS = 4_000;

/** One round: what the clients saw, and the CPU it took, of the answers and of all that follows them. */
interface Round extends SubmitRate {
  /** Submissions a second that can go on for ever: until everybody has followed. */
  sustained: number;
  /** Microseconds for each submission. */
  cpu: Record<string, number>;
}

/** This program is each of the bench's processes: which, says its first argument. */
switch (process.argv[2] ?? '') {
  case 'empty-service':
    await (await import('./support/submit-empty.js')).emptyService();
    break;
  case 'empty-gateway':
    await (await import('./support/submit-empty.js')).emptyGateway();
    break;
  case 'clients':
    process.on('message', (load: SubmitLoad) => {
      submitLoad(load).then(
        (rate) => process.send?.(rate),
        (error: unknown) => process.send?.({ error: String(error) }),
      );
    });
    break;
  default:
    await bench();
}

async function bench(): Promise<void> {
  const clients = startClients();
  const whole = await wholePath();
  const empty = await emptyPath();
  const rounds: Record<'whole' | 'empty', Round[]> = { whole: [], empty: [] };
  const round = async (contender: SubmitContender, milliseconds: number): Promise<Round> => {
    const { port, tokens } = contender;
    const processes = { clients: [clients.pid], ...contender.processes };
    const [before, start] = [cpuUse(processes), performance.now()];
    const rate = await clients.run({ port, tokens, connections: CONNECTIONS, milliseconds });
    await contender.settled();
    const sustained = (rate.answered * 1000) / (performance.now() - start);
    const after = cpuUse(processes);
    const cpu = Object.keys(after).map((name) => [
      name,
      ((after[name] ?? 0) - (before[name] ?? 0)) / rate.answered,
    ]);
    return { ...rate, sustained, cpu: Object.fromEntries(cpu) as Record<string, number> };
  };
  try {
    for (const one of [whole, empty]) await round(one, WARM_UP_MS);
    await interleaved(
      {
        whole: async () => rounds.whole.push(await round(whole, ROUND_MS)),
        empty: async () => rounds.empty.push(await round(empty, ROUND_MS)),
      },
      ROUNDS,
    );
    print(rounds);
  } finally {
    clients.stop();
    await Promise.all([whole.stop(), empty.stop()]);
  }
}

function print({ whole, empty }: Record<'whole' | 'empty', Round[]>): void {
  const of = (rounds: Round[], value: (round: Round) => number) => measured(rounds.map(value));
  const row = (name: string, value: (round: Round) => number) => [
    name,
    of(whole, value),
    of(empty, value),
    ratio(whole.map(value), empty.map(value)),
  ];
  const columns = ['', 'through everything', 'empty path', 'ratio'];
  const processes = Object.keys(whole[0]?.cpu ?? {});
  const cpuOf = (name: string) => (round: Round) => round.cpu[name] ?? 0;
  report([
    {
      title: `Submissions over ${CONNECTIONS} connections, durable before the answer`,
      columns,
      rows: [
        row('answers per second', ({ perSecond }) => perSecond),
        row('per second, until all have followed', ({ sustained }) => sustained),
        row('p50, ms', ({ p50 }) => p50),
        row('p99, ms', ({ p99 }) => p99),
      ],
    },
    {
      title: 'CPU for each submission, in microseconds, with all that follows it',
      columns: ['process', 'through everything', 'empty path'],
      rows: [
        ...processes.map((name) => [name, of(whole, cpuOf(name)), of(empty, cpuOf(name))]),
        ['all', of(whole, total), of(empty, total)],
      ],
    },
  ]);
}

function total({ cpu }: Round): number {
  return Object.values(cpu).reduce((sum, used) => sum + used, 0);
}
