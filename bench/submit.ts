import { emptyPath } from './support/empty-path.js';
import { undisturbed } from './support/other-programs.js';
import { peerPath } from './support/peer-path.js';
import { startClients, serveClients } from './support/submit-clients.js';
import type { SubmitContender } from './support/submit-contender.js';
import { submitTables } from './support/submit-tables.js';
import type { ContenderTurns } from './support/submit-tables.js';
import { submitTurn } from './support/submit-turn.js';
import { report } from './support/report.js';
import { wholePath } from './support/whole-path.js';
import { buildsOf, readWish } from './support/wish.js';

const ROUNDS = 4;

/** Every process of the bench runs this program; its first argument is the role. */
switch (process.argv[2] ?? '') {
  case 'empty-service':
    await (await import('./support/empty-services.js')).emptyService();
    break;
  case 'empty-gateway':
    await (await import('./support/empty-services.js')).emptyGateway();
    break;
  case 'clients':
    serveClients();
    break;
  default:
    await bench();
}

async function bench(): Promise<void> {
  const wish = readWish();
  const contenders = buildsOf(wish).map((build) => ({
    column: build.name === 'old' ? 'old build' : 'through everything',
    start: wholePath(build),
  }));
  const all: { column: string; start: SubmitContender }[] = [
    ...contenders,
    { column: 'empty path', start: emptyPath },
    { column: 'peer', start: peerPath },
  ];
  const turns: ContenderTurns[] = all.map(({ column }) => ({ column, turns: [] }));
  const clients = startClients();
  const turn = (start: SubmitContender) => {
    const attempt = () => submitTurn(start, clients);
    return wish.quiet ? undisturbed(attempt) : attempt();
  };
  try {
    for (let round = 0; round < (wish.rounds ?? ROUNDS); round++) {
      for (const [index, { start }] of all.entries()) turns[index]?.turns.push(await turn(start));
    }
  } finally {
    clients.stop();
  }
  report(submitTables(turns));
}
