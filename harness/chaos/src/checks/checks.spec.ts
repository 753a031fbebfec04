import { checkAll, checks, runChecks } from './checks.js';
import { brokenLog } from './testing/broken/log.js';
import { brokenCommands } from './testing/broken/commands.js';
import { brokenDecisions } from './testing/broken/decisions.js';
import { brokenPolicies } from './testing/broken/policies.js';
import { brokenUses } from './testing/broken/uses.js';
import { brokenReadModels } from './testing/broken/read-models.js';
import { goodRun } from './testing/good-run.js';

const broken = [
  ...brokenLog,
  ...brokenCommands,
  ...brokenPolicies,
  ...brokenDecisions,
  ...brokenUses,
  ...brokenReadModels,
];

describe('the checks', () => {
  it('find nothing in a correct run, and have examined it', () => {
    const results = runChecks(goodRun().observed);
    expect(Object.values(results).flatMap(({ findings }) => findings)).toEqual([]);
    expect(Object.keys(results).filter((name) => results[name]?.looked === 0)).toEqual([]);
  });

  it.each(broken)('%s: %s', (check, _, breakIt, finding) => {
    const run = goodRun();
    breakIt(run);
    const { findings = [] } = checks[check]?.check(run.observed) ?? {};
    expect(findings.map(({ detail }) => detail)).toContainEqual(expect.stringMatching(finding));
    expect(new Set(findings.map((one) => one.check))).toEqual(new Set([check]));
  });

  it('are each tested on a broken run', () => {
    expect(new Set(broken.map(([check]) => check))).toEqual(new Set(Object.keys(checks)));
  });

  it('report a large run in which one of them examined nothing', () => {
    const { observed } = goodRun();
    observed.history.lifecycles.push(
      ...Array.from({ length: 300 }, (_, n) => ({
        number: n,
        kind: `kind ${n % 12}`,
        startedAt: 0,
        finishedAt: 1,
      })),
    );
    observed.history.commands.forEach((command) => (command.operation = 'request.get'));
    expect(checkAll(observed)).toContainEqual({ check: 'ticket-status', detail: 'looked at nothing' });
  });
});
