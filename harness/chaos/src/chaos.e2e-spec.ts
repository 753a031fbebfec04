import { chaos } from './chaos.js';
import type { ChaosResult } from './chaos.js';
import { reportOf, summaryOf } from './report.js';
import { shortRun } from './short-run.js';

/** The same people and faults in every run; CHAOS_SEED selects others, and `npm run chaos` uses a new seed each time. */
const seed = process.env['CHAOS_SEED'] ?? 'under fire';

/**
 * The short run of the fault harness: docs/chaos.md. It reads only what an outsider can read: the answers that clients
 * recorded, the logs, the mirrors, the read models.
 */
describe(`the product under load and faults, seed ${seed}`, () => {
  let result: ChaosResult;

  beforeAll(async () => {
    result = await chaos({ seed, ...shortRun });
  }, 240_000);

  it('keeps running, and recovers from every fault', () => {
    const { lifecycles } = result.observed.history;
    expect(result.faults.map(({ error }) => error)).toEqual(Array(shortRun.faults).fill(null));
    expect(lifecycles.filter(({ finishedAt }) => finishedAt !== null).length).toBeGreaterThan(50);
  });

  it('produces enough for the checks to examine', () => {
    const looked = ['acknowledged', 'chain', 'mirrors', 'quorum', 'one-access', 'read-models', 'rebuilt'];
    for (const name of looked) expect(result.checks[name]?.looked).toBeGreaterThan(10);
  });

  it('keeps every guarantee', () => {
    const report = reportOf(summaryOf(result), `CHAOS_SEED=${seed} npm test -- e2e`);
    expect(result.findings.length === 0 ? '' : report).toBe('');
  });
});
