import { Unreachable } from '@countersign/api-client';
import type { AddCommand, Cli } from '../cli.js';
import { CommandFailure, exitCodes, UsageError } from '../failures.js';
import { OutputFailure } from '../output/terminal.js';
import { given, instant, several } from './options.js';

interface Options {
  csv?: boolean;
  ndjson?: boolean;
  status?: string[];
  access?: string[];
  requester?: string;
  resource?: string;
  account?: string;
  policy?: string;
  from?: string;
  to?: string;
}

/** `countersign report check-outs` */
export const addReport: AddCommand = (parent, cli) => {
  parent
    .command('report')
    .description('reports for auditors')
    .command('check-outs')
    .description('print the whole report of check-out requests (auditor)')
    .option('--csv', 'as CSV; the default')
    .option('--ndjson', 'as one JSON value per line')
    .option('--status <status>', 'of the request; repeatable', several)
    .option('--access <status>', 'of its access; repeatable', several)
    .option('--requester <id>')
    .option('--resource <name>')
    .option('--account <name>')
    .option('--policy <id>')
    .option('--from <time>', 'submitted at or after', instant)
    .option('--to <time>', 'submitted before', instant)
    .action(async ({ csv, ndjson, access, policy, ...filters }: Options) => {
      if (csv && ndjson) throw new UsageError('Choose either --csv or --ndjson.');
      const accept = (ndjson ?? cli.json) && !csv ? 'application/x-ndjson' : 'text/csv';
      await stream(cli, accept, given({ ...filters, accessStatus: access, policyId: policy }));
    });
};

/** Streams the report, however long it is, and fails when it breaks off: a part must not look like the whole. */
async function stream(cli: Cli, accept: string, query: object): Promise<void> {
  const api = await cli.api();
  const call = { params: { query: query as never }, headers: { accept }, parseAs: 'stream' as const };
  const { data } = await api.GET('/v1/reports/check-outs', call);
  if (!data) throw new Unreachable(cli.server, new Error('no body'));
  try {
    for await (const chunk of data as unknown as AsyncIterable<Uint8Array>) await cli.terminal.data(chunk);
  } catch (error) {
    if (error instanceof OutputFailure) throw error;
    throw new CommandFailure(
      exitCodes.unavailable,
      'broken-off',
      'The report was cut off, so the output is incomplete.',
    );
  }
}
