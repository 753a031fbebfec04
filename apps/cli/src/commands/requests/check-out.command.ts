import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';

/** `countersign requests check-out` */
export const addCheckOut: AddCommand = (parent, cli) => {
  parent
    .command('check-out <id>')
    .description('take an access into use, and print its ticket for whoever guards the account')
    .action(async (id: string) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: {} };
      const out = await read(api.POST('/v1/requests/{id}/check-out', call));
      await cli.print(out, ({ ticket }) => ticket);
      const { account, resource, access } = out.request;
      if (!cli.json && access) cli.terminal.say(`You use ${account} on ${resource} until ${access.endsAt}.`);
    });
};
