import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { requestText } from './request-text.js';

/** `countersign requests revoke` */
export const addRevoke: AddCommand = (parent, cli) => {
  parent
    .command('revoke <id>')
    .description('end an access before its time')
    .requiredOption('-r, --reason <text>', 'why')
    .action(async (id: string, { reason }: { reason: string }) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: { reason } };
      await cli.print(await read(api.POST('/v1/requests/{id}/revoke', call)), requestText);
    });
};
