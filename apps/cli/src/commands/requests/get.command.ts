import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { requestText } from './request-text.js';

/** `countersign requests get` */
export const addGet: AddCommand = (parent, cli) => {
  parent
    .command('get <id>')
    .description('show a request: its steps, decisions and access, and what you may do')
    .action(async (id: string) => {
      const api = await cli.api();
      await cli.print(await read(api.GET('/v1/requests/{id}', { params: { path: { id } } })), requestText);
    });
};
