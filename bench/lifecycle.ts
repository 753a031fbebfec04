import { startInstallation, UNLIMITED } from './support/installation.js';
import { growthOf, sizesOf } from './support/installation-sizes.js';
import type { Growth } from './support/installation-sizes.js';
import { lifecycles } from './support/lifecycle-load.js';
import { lifecycleTables } from './support/lifecycle-tables.js';
import { requesters } from './support/people.js';
import { writePolicies } from './support/policies.js';
import { report } from './support/report.js';
import { buildsOf, readWish } from './support/wish.js';
import type { Build } from './support/wish.js';

const ROUNDS = 2;
const WARM_UP = 100;
const LIFECYCLES = 2_000;

const wish = readWish();
const turns = buildsOf(wish).map((build) => ({ build, growths: [] as Growth[] }));
for (let round = 0; round < (wish.rounds ?? ROUNDS); round++) {
  for (const { build, growths } of turns) growths.push(await turn(build));
}
report(lifecycleTables(turns, LIFECYCLES));

/** The growth of an installation. The first lifecycles are not counted, because they create the first pages. */
async function turn(build: Build): Promise<Growth> {
  const installation = await startInstallation(build, UNLIMITED);
  try {
    await writePolicies(installation);
    await lifecycles(installation, requesters.slice(0, WARM_UP));
    const before = await sizesOf(installation);
    await lifecycles(installation, requesters.slice(0, LIFECYCLES));
    return growthOf(before, await sizesOf(installation));
  } finally {
    await installation.stop();
  }
}
