import { privateTextsOf, read } from '@countersign/api-client';
import type { AddCommand, Cli } from '../cli.js';
import { json, oneLine } from '../output/terminal.js';
import { addVerify } from './audit-verify.command.js';
import { given, instant, several } from './options.js';

/** `countersign audit …` */
export const addAudit: AddCommand = (parent, cli) => {
  const group = parent.command('audit').description('the events of all logs');
  for (const add of [addTail, addVerify]) add(group, cli);
};

interface Options {
  follow?: boolean;
  after?: string;
  type?: string[];
  subject?: string;
  from?: string;
  to?: string;
}

type Event = Record<string, unknown>;

const WAIT_SECONDS = 25;
const PAGE = 200;
/** The pause before the next call where the server answers at once instead of waiting: it may have no room for waiting callers. */
const PAUSE_MS = 1_000;

const addTail: AddCommand = (parent, cli) => {
  parent
    .command('tail')
    .description(
      'print the events of all logs (auditor), from a cursor or the beginning, or new events as they arrive',
    )
    .option('-f, --follow', 'keep printing new events; without --after, only new events')
    .option('--after <cursor>', 'continue after this cursor')
    .option('--type <type>', 'such as access.revoked, or access.*; repeatable', several)
    .option('--subject <stream>', 'such as request-<id>')
    .option('--from <time>', 'recorded at or after', instant)
    .option('--to <time>', 'recorded before', instant)
    .action(async ({ follow = false, after, ...filters }: Options) => {
      await tail(cli, follow, after ?? (follow ? 'head' : undefined), filters);
    });
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Prints page after page. Without `follow` it ends at the end of the logs, and prints the cursor to continue from. */
async function tail(cli: Cli, follow: boolean, from: string | undefined, filters: object): Promise<void> {
  const api = await cli.api();
  const wait = follow ? WAIT_SECONDS : 0;
  for (let after = from; ;) {
    const query = given({ ...filters, after, limit: PAGE, wait });
    const askedAt = performance.now();
    const { items, nextCursor } = await read(api.GET('/v1/events', { params: { query: query as never } }));
    for (const event of items) await cli.terminal.data(`${cli.json ? json(event, 0) : eventLine(event)}\n`);
    // A filtered page may be empty before the end; at the end the cursor does not move.
    const isEnd = items.length === 0 && nextCursor === after;
    if (!follow && isEnd) {
      cli.terminal.say(`To continue from here: --after ${nextCursor}`);
      return;
    }
    if (isEnd) await pause(PAUSE_MS - (performance.now() - askedAt));
    after = nextCursor;
  }
}

function eventLine(event: Event): string {
  const { time, type, subject, data } = event;
  const { actor } = (data ?? {}) as { actor?: { id?: string } };
  const parts = [time, type, subject, privateTextsOf(event)?.name ?? actor?.id];
  return oneLine(parts.map((part) => (typeof part === 'string' ? part : '-')).join('  '));
}
