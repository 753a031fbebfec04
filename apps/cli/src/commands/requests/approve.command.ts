import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { isoDuration } from '../duration.js';
import { given } from '../options.js';
import { requestText } from './request-text.js';

/** `countersign requests approve` */
export const addApprove: AddCommand = (parent, cli) => {
  parent
    .command('approve <id>')
    .description('approve the open step of a request')
    .option('-c, --comment <text>')
    .option('--max-duration <duration>', 'allow no longer than this: 30m, or PT30M', isoDuration)
    .action(async (id: string, options: { comment?: string; maxDuration?: string }) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: given(options) };
      await cli.print(await read(api.POST('/v1/requests/{id}/approve', call)), requestText);
    });
};
