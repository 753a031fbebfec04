import { startInstallation, UNLIMITED } from './support/installation.js';
import type { Installation } from './support/installation.js';
import { listCases } from './support/list-cases.js';
import { listTables } from './support/list-tables.js';
import type { ListTurns } from './support/list-tables.js';
import { callerOf, csvTurn, listTurn, summaryTurn } from './support/list-turn.js';
import { fillReadModels, sizeOfReadModels, submissionOf } from './support/listed-requests.js';
import { makeTemplates } from './support/listed-templates.js';
import { report } from './support/report.js';
import { buildsOf, readWish } from './support/wish.js';

const ROUNDS = 3;
const REQUESTS = 1_000_000;
const CSV_ROWS = 50_000;

const now = new Date();
const wish = readWish();
const cases = listCases(REQUESTS);
const contenders: { turns: ListTurns; installation: Installation }[] = [];
try {
  // The builds run side by side, because filling them takes longer than measuring them.
  for (const build of buildsOf(wish)) {
    const turns = { build, lists: new Map(), csv: [], month: [], year: [], size: 0 };
    contenders.push({ turns, installation: await startInstallation(build, UNLIMITED) });
  }
  await Promise.all(contenders.map(fill));
  for (let round = 0; round < (wish.rounds ?? ROUNDS); round++) await measureLists(round);
  for (let round = 0; round < (wish.rounds ?? ROUNDS); round++) await measureReports();
} finally {
  for (const { installation } of contenders) await installation.stop();
}
report(
  listTables(
    contenders.map(({ turns }) => turns),
    cases,
    { requests: REQUESTS, csvRows: CSV_ROWS },
  ),
);

async function fill({ turns, installation }: (typeof contenders)[number]): Promise<void> {
  const templates = await makeTemplates(installation);
  await fillReadModels(installation.sql, templates, REQUESTS, now);
  turns.size = (await sizeOfReadModels(installation.sql)) / 2 ** 20;
}

/** Measures each list in one build, then in the other, so that a slow phase affects both. */
async function measureLists(round: number): Promise<void> {
  for (const listCase of cases) {
    for (const { turns, installation } of contenders) {
      const latency = await listTurn(await callerOf(installation, listCase.as), listCase, round);
      turns.lists.set(listCase.name, [...(turns.lists.get(listCase.name) ?? []), latency]);
    }
  }
}

async function measureReports(): Promise<void> {
  const from = submissionOf(1, REQUESTS, now).toISOString();
  const last = submissionOf(REQUESTS, REQUESTS, now);
  const csvRange = { from, to: submissionOf(CSV_ROWS + 1, REQUESTS, now).toISOString() };
  const year = { from, to: last.toISOString() };
  const month = { from: new Date(last.getTime() - 30 * 86_400_000).toISOString(), to: last.toISOString() };
  for (const { turns, installation } of contenders) {
    turns.csv.push(await csvTurn(installation, csvRange, CSV_ROWS));
    turns.month.push(await summaryTurn(installation, month));
    turns.year.push(await summaryTurn(installation, year));
  }
}
