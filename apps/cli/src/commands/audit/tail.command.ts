import { setTimeout as sleep } from 'node:timers/promises';
import { read } from '@countersign/api-client';
import type { AddCommand, Cli } from '../../cli.js';
import { oneLine } from '../../output/plain.js';
import { given, several } from '../options.js';

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
/** A server that does not wait, as one with too many who do, is not asked without a pause. */
const PAUSE_MS = 1_000;

/** `countersign audit tail` */
export const addTail: AddCommand = (parent, cli) => {
  parent
    .command('tail')
    .description(
      'print the events of all logs (auditor): from a cursor or the beginning, or new ones as they come',
    )
    .option('-f, --follow', 'go on with new events; without --after, only with those')
    .option('--after <cursor>', 'where to go on')
    .option('--type <type>', 'such as access.revoked, or access.*; repeatable', several)
    .option('--subject <stream>', 'such as request-<id>')
    .option('--from <instant>', 'recorded at or after')
    .option('--to <instant>', 'recorded before')
    .action(async ({ follow = false, after, ...filters }: Options) => {
      await tail(cli, follow, after ?? (follow ? 'head' : undefined), filters);
    });
};

/** Page after page. Without `follow` it ends where the logs do, and says where to go on. */
async function tail(cli: Cli, follow: boolean, from: string | undefined, filters: object): Promise<void> {
  const api = await cli.api();
  const wait = follow ? WAIT_SECONDS : 0;
  for (let after = from; ;) {
    const query = given({ ...filters, after, limit: PAGE, wait });
    const askedAt = performance.now();
    const { items, nextCursor } = await read(api.GET('/v1/events', { params: { query: query as never } }));
    for (const event of items)
      await cli.terminal.data(`${cli.json ? JSON.stringify(event) : eventLine(event)}\n`);
    // A filtered page may be empty and yet not be the end: that is where the cursor stands still.
    const isEnd = items.length === 0 && nextCursor === after;
    if (!follow && isEnd) {
      cli.terminal.say(`To go on from here: --after ${nextCursor}`);
      return;
    }
    if (isEnd) await sleep(PAUSE_MS - (performance.now() - askedAt));
    after = nextCursor;
  }
}

function eventLine(event: Event): string {
  const { time, type, subject, data } = event;
  const { actor } = (data ?? {}) as { actor?: { id?: string } };
  const parts = [time, type, subject, nameIn(event['private']) ?? actor?.id];
  return oneLine(parts.map((part) => (typeof part === 'string' ? part : '-')).join('  '));
}

/** The name in the private text beside an event; undefined where there is no such text, or no name in it. */
function nameIn(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const { name } = JSON.parse(text) as { name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}
