import { setTimeout as pause } from 'node:timers/promises';
import { read } from '@countersign/api-client';
import type { Api, Schema } from '@countersign/api-client';
import type { AddCommand, Cli } from '../cli.js';
import { CommandFailure, exitCodes } from '../failures.js';
import { table } from '../output/table.js';
import { progressBar } from '../output/terminal.js';

type Projection = Schema<'Projection'>;

const POLL_MS = 300;

/** `countersign projections …` */
export const addProjections: AddCommand = (parent, cli) => {
  const group = parent.command('projections').description('the read models, for operators');
  for (const add of [addStatus, addRebuild, addRetry]) add(group, cli);
};

const addStatus: AddCommand = (parent, cli) => {
  parent
    .command('status')
    .description('show how far each read model is in each log')
    .action(async () => {
      const api = await cli.api();
      await cli.print(await read(api.GET('/v1/projections')), ({ items }) =>
        table(
          items.flatMap(({ logs, ...projection }) => logs.map((log) => ({ ...projection, ...log }))),
          [
            { title: 'projection', of: ({ name }) => name },
            { title: 'log', of: ({ log }) => log },
            { title: 'position', of: ({ position }) => position },
            { title: 'head', of: ({ head }) => head },
            { title: 'lag', of: ({ lag }) => lag },
            { title: 'parked', of: ({ parkedStreams }) => parkedStreams },
            {
              title: 'rebuild',
              of: ({ rebuild, rebuiltTo }) => rebuild && `${rebuild}, at ${rebuiltTo ?? 0}`,
            },
          ],
        ),
      );
    });
};

const addRebuild: AddCommand = (parent, cli) => {
  parent
    .command('rebuild [name]')
    .description('rebuild one read model from the logs, or all of them, and wait (policy-admin)')
    .option('--no-wait', 'request the rebuild without waiting for it')
    .action(async (wanted: string | undefined, { wait }: { wait: boolean }) => {
      const api = await cli.api();
      const names = wanted === undefined ? (await projections(api)).map(({ name }) => name) : [wanted];
      for (const name of names) {
        const call = { params: { path: { name } } };
        const requested = await read(api.POST('/v1/projections/{name}/rebuild', call));
        const projection = wait ? await rebuilt(cli, api, name) : requested;
        await cli.print(projection, () => `${name}: ${wait ? 'rebuilt' : 'requested'}`);
      }
    });
};

async function projections(api: Api): Promise<Projection[]> {
  return (await read(api.GET('/v1/projections'))).items;
}

/** Polls until the rebuilt tables are in use. */
async function rebuilt(cli: Cli, api: Api, name: string): Promise<Projection> {
  for (;;) {
    const projection = (await projections(api)).find((item) => item.name === name);
    if (!projection)
      throw new CommandFailure(exitCodes.notFound, 'not-found', `There is no longer a projection ${name}.`);
    const isDone = projection.rebuild === null;
    cli.terminal.sayOver(isDone ? '' : progressBar(rebuildShare(projection), name));
    if (isDone) return projection;
    await pause(POLL_MS);
  }
}

/** The share of events that a rebuild has handled, 0 to 1, over all logs; 1 when it is done or there are none. Pure. */
export function rebuildShare({ rebuild, logs }: Projection): number {
  const heads = logs.reduce((sum, { head, position }) => sum + (head ?? position), 0);
  if (rebuild === null || heads === 0) return 1;
  return logs.reduce((sum, { rebuiltTo }) => sum + (rebuiltTo ?? 0), 0) / heads;
}

const addRetry: AddCommand = (parent, cli) => {
  parent
    .command('retry <name>')
    .description('retry the parked events of a read model (policy-admin)')
    .action(async (name: string) => {
      const api = await cli.api();
      const projection = await read(api.POST('/v1/projections/{name}/retry', { params: { path: { name } } }));
      await cli.print(projection, () => `${name}: parked events are being retried`);
    });
};
