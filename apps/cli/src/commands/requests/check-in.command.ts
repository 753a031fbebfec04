import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { requestText } from './request-text.js';

/** `countersign requests check-in` */
export const addCheckIn: AddCommand = (parent, cli) => {
  parent
    .command('check-in <id>')
    .description('give an access back before its end')
    .action(async (id: string) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: {} };
      await cli.print(await read(api.POST('/v1/requests/{id}/check-in', call)), requestText);
    });
};
