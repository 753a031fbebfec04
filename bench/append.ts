import { ownPostgres } from '@countersign/testing';
import { appendBench } from './support/append-bench.js';
import { interleaved, measured, ratio } from './support/measure.js';
import { report } from './support/report.js';
import { load } from './support/load.js';

const CALLERS = [1, 8, 32, 128, 512];
const ROUNDS = 7;
const ROUND_MS = 400;

const postgres = await ownPostgres();
try {
  const { log, inserts, emmett, settings, close } = await appendBench(postgres.adminUrl);
  try {
    const rows = [];
    for (const callers of CALLERS) {
      const contenders = {
        log: load(log, callers, ROUND_MS),
        inserts: load(inserts, callers, ROUND_MS),
        emmett: load(emmett, callers, ROUND_MS),
      };
      await interleaved(contenders, 1);
      const rates = await interleaved(contenders, ROUNDS);
      const { log: ours, inserts: plain, emmett: theirs } = rates;
      const ratios = [ratio(ours, plain), ratio(ours, theirs)];
      rows.push([callers, measured(ours), measured(plain), measured(theirs), ...ratios]);
    }
    report([
      {
        title: `Appends per second, durable before the answer (${settings})`,
        columns: ['concurrent callers', 'event log', 'INSERT each', 'emmett', 'log ÷ INSERT', 'log ÷ emmett'],
        rows,
      },
    ]);
  } finally {
    await close();
  }
} finally {
  await postgres.remove();
}
