import { launchBrowser } from './support/browser.js';
import { firstLoad } from './support/home-page.js';
import type { FirstLoad } from './support/home-page.js';
import { fillHome, ITEMS } from './support/home-data.js';
import { startInstallation, UNLIMITED } from './support/installation.js';
import { manager } from './support/people.js';
import { report } from './support/report.js';
import { buildsOf, readWish } from './support/wish.js';
import type { Build } from './support/wish.js';

/** The home page of a manager, first empty and then with items in every section. */
interface Loads {
  empty: FirstLoad;
  full: FirstLoad;
}

const loads: { build: Build; loads: Loads }[] = [];
for (const build of buildsOf(readWish())) loads.push({ build, loads: await loadsOf(build) });
print();

async function loadsOf(build: Build): Promise<Loads> {
  const installation = await startInstallation(build, UNLIMITED);
  const browser = await launchBrowser();
  try {
    const empty = await firstLoad(browser, installation.url, manager.id);
    await fillHome(installation);
    return { empty, full: await firstLoad(browser, installation.url, manager.id) };
  } finally {
    await browser.close();
    await installation.stop();
  }
}

function print(): void {
  const columns = (first: string) => [first, ...loads.map(({ build }) => build.name)];
  const row = (name: string, value: (loads: Loads) => number) => [
    name,
    ...loads.map((one) => value(one.loads)),
  ];
  const full = `${ITEMS} requests awaiting, ${ITEMS} usable, ${ITEMS} open`;
  const paths = [...new Set(loads.flatMap((one) => Object.keys(one.loads.full.api)))].sort();
  report([
    {
      title: 'Requests of the first load of the home page, sign-in included',
      columns: columns(''),
      rows: [
        row('calls of the API, nothing to show', ({ empty }) => sumOf(empty.api)),
        row(`calls of the API, ${full}`, (one) => sumOf(one.full.api)),
        row('requests of any kind, nothing to show', ({ empty }) => empty.all),
        row(`requests of any kind, ${full}`, (one) => one.full.all),
      ],
    },
    {
      title: `Calls of the API by path, ${full}`,
      columns: columns('path'),
      rows: paths.map((path) => row(path, (one) => one.full.api[path] ?? 0)),
    },
  ]);
}

function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
