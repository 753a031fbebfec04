import type { Installation } from '../installation/installation.js';
import type { Random } from '../random.js';
import { between, lasting, seconds } from './fault.js';
import type { FaultKind, Occurrence } from './fault.js';
import type { TcpProxy } from './tcp-proxy.js';

export type ServerGroup = 'PostgreSQL' | 'NATS';

/** The connections to a server: in a cluster, to one node or to all. */
function linesTo(group: ServerGroup, random: Random, natsNodes: number) {
  const node = random.int(natsNodes + 1);
  return ({ postgres, nats }: Installation): TcpProxy[] => {
    if (group === 'PostgreSQL') return [postgres];
    const one = nats[node];
    return one ? [one] : nats;
  };
}

/** What happens to the connections, and for how long. */
type Trouble = (random: Random) => { lasts: number; what: string; begin: (line: TcpProxy) => void };

const onLines =
  (trouble: Trouble) =>
  (group: ServerGroup): FaultKind =>
  (random, { natsNodes }): Occurrence => {
    const lines = linesTo(group, random, natsNodes);
    const { lasts, what, begin } = trouble(random);
    return {
      lasts,
      what: `connections to ${group} ${what}`,
      targets: [group],
      run: async (installation, signal) => {
        lines(installation).forEach(begin);
        await lasting(lasts, signal);
        for (const line of lines(installation)) line.heal();
      },
    };
  };

export const cut = onLines(() => ({ lasts: 0, what: 'are cut', begin: (line) => line.cut() }));

export const refused = onLines((random) => {
  const lasts = between(random, 1_000, 5_000);
  return { lasts, what: `are cut and refused for ${seconds(lasts)}`, begin: (line) => line.refuse() };
});

export const delayed = onLines((random) => {
  const lasts = between(random, 3_000, 8_000);
  const ms = between(random, 20, 400);
  const what = `are ${ms} ms slower either way for ${seconds(lasts)}`;
  return { lasts, what, begin: (line) => line.delay(ms) };
});

export const stalled = onLines((random) => {
  const lasts = between(random, 1_000, 8_000);
  return { lasts, what: `stay and carry nothing for ${seconds(lasts)}`, begin: (line) => line.stall() };
});

export const halfOpen = onLines((random) => {
  const lasts = between(random, 2_000, 8_000);
  const gone = random.pick(['client', 'server'] as const);
  const what = `lose their ${gone}, whose peer learns of it after ${seconds(lasts)}`;
  return { lasts, what, begin: (line) => line.halfOpen(gone) };
});
