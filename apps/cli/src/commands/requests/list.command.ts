import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { table } from '../../output/table.js';
import { given, pageSize, several } from '../options.js';
import { requestColumns } from './request-text.js';

interface Options {
  status?: string[];
  access?: string[];
  mine?: boolean;
  requester?: string;
  awaitingMe?: boolean;
  resource?: string;
  account?: string;
  policy?: string;
  from?: string;
  to?: string;
  search?: string;
  limit?: number;
  cursor?: string;
}

/** `countersign requests list` */
export const addList: AddCommand = (parent, cli) => {
  parent
    .command('list')
    .description('list the requests you may see, the newest first')
    .option(
      '--status <status>',
      'pending, approved, rejected, cancelled, expired, refused; repeatable',
      several,
    )
    .option(
      '--access <status>',
      'scheduled, available, checked-out, checked-in, ended, revoked; repeatable',
      several,
    )
    .option('--mine', 'only your own')
    .option('--requester <id>', 'only those of one person')
    .option('--awaiting-me', 'only those that you may decide now')
    .option('--resource <name>')
    .option('--account <name>')
    .option('--policy <id>')
    .option('--from <instant>', 'submitted at or after')
    .option('--to <instant>', 'submitted before')
    .option('--search <text>', 'in names, e-mail, reason and ticket')
    .option('--limit <n>', 'page size, 1 to 200', pageSize)
    .option('--cursor <cursor>', 'where the page before ended')
    .action(async (options: Options) => {
      const api = await cli.api();
      const page = await read(api.GET('/v1/requests', { params: { query: queryOf(options) as never } }));
      await cli.print(page, ({ items }) =>
        items.length > 0 ? table(items, requestColumns) : 'No requests.',
      );
      if (!cli.json && page.nextCursor !== null)
        cli.terminal.say(`There are more: --cursor ${page.nextCursor}`);
    });
};

/** Options as the query of `GET /v1/requests` calls them; what is not given is left out. The server checks them. */
function queryOf({ mine, awaitingMe, access, policy, search, requester, ...same }: Options) {
  return given({
    ...same,
    requester: mine ? 'me' : requester,
    awaiting: awaitingMe ? 'me' : undefined,
    accessStatus: access,
    policyId: policy,
    q: search,
  });
}
