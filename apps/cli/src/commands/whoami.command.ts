import { read } from '@countersign/api-client';
import type { AddCommand } from '../cli.js';
import { details } from '../output/table.js';

/** `countersign whoami` */
export const addWhoami: AddCommand = (parent, cli) => {
  parent
    .command('whoami')
    .description('show who you are, your groups and roles, and how much awaits you')
    .action(async () => {
      const api = await cli.api();
      await cli.print(await read(api.GET('/v1/me')), ({ id, name, email, groups, roles, awaiting }) =>
        details([
          ['id', id],
          ['name', name],
          ['e-mail', email],
          ['groups', groups.join(', ') || 'none'],
          ['roles', roles.join(', ') || 'none'],
          ['awaiting you', awaiting],
          ['server', cli.server],
        ]),
      );
    });
};
