import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';

/** `countersign projections retry` */
export const addRetry: AddCommand = (parent, cli) => {
  parent
    .command('retry <name>')
    .description('try the events again that a read model could not handle (policy-admin)')
    .action(async (name: string) => {
      const api = await cli.api();
      const asked = await read(api.POST('/v1/projections/{name}/retry', { params: { path: { name } } }));
      await cli.print(asked, () => `${name}: what is set aside is tried again`);
    });
};
