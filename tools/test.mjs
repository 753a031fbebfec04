// Everything `npm test` does: checks and unit tests side by side, then integration, then end-to-end tests.
// `npm test -- unit` (or checks, integration, e2e) runs a part; `npm test -- approval` runs the unit and integration
// tests of an area: of every folder of that name in apps, libs and harness. The last line is `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join, relative } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';

const root = join(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'countersign-test-'));

/** Each end-to-end worker runs one or two whole installations and a browser. */
const GB_PER_STACK_WORKER = 5;
const stackWorkers = Math.max(
  1,
  Math.min(2, availableParallelism(), Math.floor(totalmem() / 2 ** 30 / GB_PER_STACK_WORKER)),
);
const SHOWN_FILES = 5;

const nx = (target) => [bin('nx'), ['run', `countersign:${target}`]];
const checks = {
  lock: [process.execPath, ['tools/complete-lock.mjs', '--check']],
  build: [process.execPath, ['tools/build.mjs', '--if-stale']],
  lint: nx('lint'),
  types: nx('types'),
  format: nx('format'),
  unused: nx('unused'),
};

/** Runs a program to its end. Its output is shown when it has ended, so that two at once do not mix. */
function run(name, [command, args]) {
  console.log(`\n== ${name}`);
  const began = performance.now();
  return new Promise((resolve) => {
    const env = { ...process.env, NX_TUI: 'false', FORCE_COLOR: '0' };
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => {
      const seconds = Math.round((performance.now() - began) / 1000);
      console.log(
        `\n== ${name}: ${code === 0 ? 'passed' : 'FAILED'} after ${seconds} s\n${output.trimEnd()}`,
      );
      resolve(code === 0);
    });
  });
}

async function check(name) {
  const ok = await run(name, checks[name]);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

/** A suite that cannot even start counts as a failure, so that no tier can vanish silently. */
async function tier(name, workers, args = []) {
  const outputFile = join(reports, `${name}.json`);
  const jest = [
    '--selectProjects',
    name,
    '--maxWorkers',
    String(workers),
    '--json',
    '--outputFile',
    outputFile,
  ];
  const ok = await run(name, [bin('jest'), [...jest, ...args]]);
  try {
    const report = JSON.parse(readFileSync(outputFile, 'utf8'));
    showSlowest(report);
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    return { passed: report.numPassedTests, failed: ok || failed > 0 ? failed : 1 };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function showSlowest({ testResults }) {
  const seconds = ({ startTime, endTime }) => (endTime - startTime) / 1000;
  const slowest = testResults.toSorted((a, b) => seconds(b) - seconds(a)).slice(0, SHOWN_FILES);
  console.log('\nThe slowest files:');
  for (const file of slowest) {
    console.log(`${seconds(file).toFixed(1).padStart(7)} s  ${relative(root, file.name)}`);
  }
}

const unit = (workers) => tier('unit', workers);
const integration = () => tier('integration', 2);
const e2e = () => tier('e2e', stackWorkers);

/** One after the other. */
async function inTurn(stages) {
  const results = [];
  for (const stage of stages) results.push(await stage());
  return results.flat();
}
const inTurnChecks = (...names) => inTurn(names.map((name) => () => check(name)));
const atOnce = async (...lanes) => (await Promise.all(lanes)).flat();

/** Lint and the unit tests take longest; each lane of them needs one core and is about as long as the other. */
const checkLanes = (...more) =>
  atOnce(inTurnChecks('lint', 'types'), inTurn([...more, () => inTurnChecks('format', 'unused')]));

const parts = {
  checks: async () => [...(await inTurnChecks('lock', 'build')), ...(await checkLanes())],
  unit: () => unit(2),
  integration: () => {
    build({ ifStale: true, forTests: true });
    return integration();
  },
  e2e: () => {
    build({ ifStale: true, forTests: true });
    return e2e();
  },
};

const everything = () =>
  inTurn([() => inTurnChecks('lock', 'build'), () => checkLanes(() => unit(1)), integration, e2e]);

/** The folders that an area's name means: `approval` → apps/approval, libs/approval. */
function foldersOf(area) {
  const places = [area, ...['apps', 'libs', 'harness'].map((place) => join(place, area))];
  return places.filter((folder) => existsSync(join(root, folder)));
}

function areaTests(area) {
  const folders = foldersOf(area);
  // Tests of the harness look at the built product; those of the product build what they need.
  if (folders.some((folder) => folder.startsWith('harness'))) build({ ifStale: true });
  const args = ['--passWithNoTests', '--', ...folders.map((folder) => `${join(root, folder)}/`)];
  return inTurn([() => tier('unit', 2, args), () => tier('integration', 2, args)]);
}

function stageOf(name) {
  if (name in parts) return parts[name];
  if (foldersOf(name).length > 0) return () => areaTests(name);
  const areas = ['apps', 'libs', 'harness'].flatMap((place) => readdirSync(join(root, place)));
  throw new Error(
    `There is no part and no area ${name}. Parts: ${Object.keys(parts).join(', ')}; ` +
      `areas: ${[...new Set(areas)].sort().join(', ')}.`,
  );
}

async function main(asked) {
  const stages = asked.map(stageOf);
  ensureInstalled();
  const results = stages.length === 0 ? await everything() : await inTurn(stages);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 && sum('passed') > 0;
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
