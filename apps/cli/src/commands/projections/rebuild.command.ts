import { setTimeout as pause } from 'node:timers/promises';
import { read } from '@countersign/api-client';
import type { Api, Schema } from '@countersign/api-client';
import type { AddCommand, Cli } from '../../cli.js';
import { CommandFailure, exitCodes } from '../../failures.js';
import { progressBar } from '../../output/progress-bar.js';
import { rebuildShare } from './rebuild-share.js';

type Projection = Schema<'Projection'>;

const LOOK_MS = 300;

/** `countersign projections rebuild` */
export const addRebuild: AddCommand = (parent, cli) => {
  parent
    .command('rebuild [name]')
    .description('rebuild a read model from the logs, or all of them, and wait for it (policy-admin)')
    .option('--no-wait', 'only ask for it')
    .action(async (name: string | undefined, { wait }: { wait: boolean }) => {
      const api = await cli.api();
      const names = name === undefined ? (await projections(api)).map((one) => one.name) : [name];
      for (const one of names) {
        const asked = await read(
          api.POST('/v1/projections/{name}/rebuild', { params: { path: { name: one } } }),
        );
        await cli.print(
          wait ? await rebuilt(cli, api, one) : asked,
          () => `${one}: ${wait ? 'rebuilt' : 'requested'}`,
        );
      }
    });
};

async function projections(api: Api): Promise<Projection[]> {
  return (await read(api.GET('/v1/projections'))).items;
}

/** Looks at it until the new tables serve. */
async function rebuilt(cli: Cli, api: Api, name: string): Promise<Projection> {
  for (;;) {
    const projection = (await projections(api)).find((one) => one.name === name);
    if (!projection)
      throw new CommandFailure(exitCodes.notFound, 'not-found', `There is no projection ${name} now.`);
    const over = projection.rebuild === null;
    cli.terminal.sayOver(over ? '' : progressBar(rebuildShare(projection), name));
    if (over) return projection;
    await pause(LOOK_MS);
  }
}
