import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { table } from '../../output/table.js';
import { given, pageSize } from '../options.js';

/** `countersign policies list` */
export const addList: AddCommand = (parent, cli) => {
  parent
    .command('list')
    .description('list policies')
    .option('--search <text>', 'in names and descriptions')
    .option('--limit <n>', 'page size, 1 to 200', pageSize)
    .option('--cursor <cursor>', 'where the page before ended')
    .action(async ({ search, limit, cursor }: { search?: string; limit?: number; cursor?: string }) => {
      const api = await cli.api();
      const query = given({ q: search, limit, cursor });
      const page = await read(api.GET('/v1/policies', { params: { query } }));
      await cli.print(page, ({ items }) =>
        table(items, [
          { title: 'id', of: ({ id }) => id },
          { title: 'name', of: ({ name }) => name },
          { title: 'version', of: ({ version }) => version },
          { title: 'enabled', of: ({ enabled }) => (enabled ? 'yes' : 'no') },
          { title: 'priority', of: ({ priority }) => priority },
          { title: 'steps', of: ({ steps }) => steps.length },
          { title: 'longest', of: ({ maxAccessDuration }) => maxAccessDuration },
        ]),
      );
      if (!cli.json && page.nextCursor !== null)
        cli.terminal.say(`There are more: --cursor ${page.nextCursor}`);
    });
};
