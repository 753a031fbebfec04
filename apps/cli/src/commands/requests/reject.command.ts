import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { given } from '../options.js';
import { requestText } from './request-text.js';

/** `countersign requests reject` */
export const addReject: AddCommand = (parent, cli) => {
  parent
    .command('reject <id>')
    .description('reject a request; this ends it')
    .option('-c, --comment <text>')
    .action(async (id: string, options: { comment?: string }) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: given(options) };
      await cli.print(await read(api.POST('/v1/requests/{id}/reject', call)), requestText);
    });
};
