import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { given } from '../options.js';
import { requestText } from './request-text.js';

/** `countersign requests cancel` */
export const addCancel: AddCommand = (parent, cli) => {
  parent
    .command('cancel <id>')
    .description('take back a request of your own that is pending')
    .option('-c, --comment <text>')
    .action(async (id: string, options: { comment?: string }) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: given(options) };
      await cli.print(await read(api.POST('/v1/requests/{id}/cancel', call)), requestText);
    });
};
