import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { isoDuration } from '../duration.js';
import { given } from '../options.js';
import { requestText } from './request-text.js';

interface Options {
  duration: string;
  reason?: string;
  ticket?: string;
  startsAt?: string;
}

/** `countersign requests submit` */
export const addSubmit: AddCommand = (parent, cli) => {
  parent
    .command('submit <resource> <account>')
    .description('ask to use an account on a resource')
    .requiredOption('-d, --duration <duration>', 'for how long: 1h30m, or PT1H30M', isoDuration)
    .option('-r, --reason <text>', 'why you need it')
    .option('-t, --ticket <id>', 'the ticket it belongs to')
    .option('--starts-at <instant>', 'when a maintenance window begins, in RFC 3339')
    .action(async (resource: string, account: string, { duration, reason, ticket, startsAt }: Options) => {
      const api = await cli.api();
      const body = { resource, account, duration, ...given({ justification: reason, ticket, startsAt }) };
      await cli.print(await read(api.POST('/v1/requests', { body })), requestText);
    });
};
