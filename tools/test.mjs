// Everything `npm test` does, in the order that fails soonest: checks, unit, integration, end-to-end.
// `npm test -- unit` (or checks, integration, e2e) runs a part. The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';

const root = join(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'countersign-test-'));

const checks = {
  lock: [process.execPath, ['tools/complete-lock.mjs', '--check']],
  lint: [bin('nx'), ['run', 'countersign:lint']],
  types: [bin('nx'), ['run', 'countersign:types']],
  format: [bin('nx'), ['run', 'countersign:format']],
  build: [process.execPath, ['tools/build.mjs']],
};

function run(command, args) {
  const env = { ...process.env, NX_TUI: 'false', FORCE_COLOR: '0' };
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env }).status === 0;
}

function check(name) {
  const [command, args] = checks[name];
  console.log(`\n== ${name}`);
  const ok = run(command, args);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

/** A suite that cannot even start counts as a failure, so that no tier can vanish silently. */
function tier(name, args) {
  console.log(`\n== ${name}`);
  const outputFile = join(reports, `${name}.json`);
  const ok = run(bin('jest'), ['--selectProjects', name, '--json', '--outputFile', outputFile, ...args]);
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(outputFile, 'utf8'),
    );
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    return { passed: numPassedTests, failed: ok || failed > 0 ? failed : 1 };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const parts = {
  checks: () => Object.keys(checks).map(check),
  unit: () => [tier('unit', ['--maxWorkers', '2'])],
  integration: () => [tier('integration', ['--maxWorkers', '2'])],
  e2e: () => {
    build({ ifStale: true });
    return [tier('e2e', ['--runInBand'])];
  },
};

function main(asked) {
  const unknown = asked.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  ensureInstalled();
  const names = asked.length > 0 ? asked : ['checks', 'unit', 'integration', 'e2e'];
  const results = names.flatMap((name) => parts[name]());
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 && sum('passed') > 0;
}

try {
  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
