import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import { accessStatus, requestStatus } from '@countersign/contracts';
import type { AddCommand } from '../cli.js';
import { actsText, eventsText, requestColumns, requestText } from '../output/request-text.js';
import { table } from '../output/table.js';
import { given, instant, isoDuration, pageSize, several } from './options.js';

/** `countersign requests …` */
export const addRequests: AddCommand = (parent, cli) => {
  const group = parent.command('requests').description('ask for access, decide on requests, use access');
  const commands = [
    addList,
    addGet,
    addSubmit,
    addApprove,
    addReject,
    addCancel,
    addCheckOut,
    addCheckIn,
    addRevoke,
    addTimeline,
  ];
  for (const add of commands) add(group, cli);
};

interface ListOptions {
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

const addList: AddCommand = (parent, cli) => {
  parent
    .command('list')
    .description('list the requests you may see, newest first')
    .option('--status <status>', `${requestStatus.options.join(', ')}; repeatable`, several)
    .option('--access <status>', `${accessStatus.options.join(', ')}; repeatable`, several)
    .option('--mine', 'only your own')
    .option('--requester <id>', 'only the requests of this person')
    .option('--awaiting-me', 'only requests that you may decide now')
    .option('--resource <name>')
    .option('--account <name>')
    .option('--policy <id>')
    .option('--from <time>', 'submitted at or after', instant)
    .option('--to <time>', 'submitted before', instant)
    .option('--search <text>', 'in names, e-mail, reason and ticket')
    .option('--limit <n>', 'page size, 1 to 200', pageSize)
    .option('--cursor <cursor>', 'continue after the previous page')
    .action(async (options: ListOptions) => {
      const api = await cli.api();
      const page = await read(api.GET('/v1/requests', { params: { query: queryOf(options) as never } }));
      await cli.print(page, ({ items }) =>
        items.length > 0 ? table(items, requestColumns) : 'No requests.',
      );
      cli.sayMore(page.nextCursor);
    });
};

/** The given options under the names that the query of `GET /v1/requests` has for them. The server checks them. */
function queryOf({ mine, awaitingMe, access, policy, search, requester, ...same }: ListOptions) {
  return given({
    ...same,
    requester: mine ? 'me' : requester,
    awaiting: awaitingMe ? 'me' : undefined,
    accessStatus: access,
    policyId: policy,
    q: search,
  });
}

const addGet: AddCommand = (parent, cli) => {
  parent
    .command('get <id>')
    .description('show a request: its steps, decisions and access, and what you may do')
    .action(async (id: string) => {
      const api = await cli.api();
      await cli.print(await read(api.GET('/v1/requests/{id}', { params: { path: { id } } })), requestText);
    });
};

interface SubmitOptions {
  duration: string;
  reason?: string;
  ticket?: string;
  startsAt?: string;
}

const addSubmit: AddCommand = (parent, cli) => {
  parent
    .command('submit <resource> <account>')
    .description('request access to an account on a resource')
    .requiredOption('-d, --duration <duration>', 'for how long: 90m, 1h30m, 1.5h, or PT1H30M', isoDuration)
    .option('-r, --reason <text>', 'why you need it')
    .option('-t, --ticket <id>', 'the ticket it belongs to')
    .option(
      '--starts-at <time>',
      'when a maintenance window begins: 2026-01-31 22:00, by your clock',
      instant,
    )
    .action(async (resource: string, account: string, options: SubmitOptions) => {
      const { duration, reason, ticket, startsAt } = options;
      const api = await cli.api();
      const body = { resource, account, duration, ...given({ justification: reason, ticket, startsAt }) };
      await cli.print(await read(api.POST('/v1/requests', { body })), requestText);
    });
};

const addApprove: AddCommand = (parent, cli) => {
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

const addReject: AddCommand = (parent, cli) => {
  parent
    .command('reject <id>')
    .description('reject a request, which ends it')
    .option('-c, --comment <text>')
    .action(async (id: string, options: { comment?: string }) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: given(options) };
      await cli.print(await read(api.POST('/v1/requests/{id}/reject', call)), requestText);
    });
};

const addCancel: AddCommand = (parent, cli) => {
  parent
    .command('cancel <id>')
    .description('cancel your own pending request')
    .option('-c, --comment <text>')
    .action(async (id: string, options: { comment?: string }) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: given(options) };
      await cli.print(await read(api.POST('/v1/requests/{id}/cancel', call)), requestText);
    });
};

const addCheckOut: AddCommand = (parent, cli) => {
  parent
    .command('check-out <id>')
    .description('check out an access, and print its ticket for the vault or broker that guards the account')
    .action(async (id: string) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: {} };
      const checkedOut = await read(api.POST('/v1/requests/{id}/check-out', call));
      await cli.print(checkedOut, ({ ticket }) => ticket);
      const { account, resource, access } = checkedOut.request;
      if (!cli.json && access)
        cli.terminal.say(`You may use ${account} on ${resource} until ${access.endsAt}.`);
    });
};

const addCheckIn: AddCommand = (parent, cli) => {
  parent
    .command('check-in <id>')
    .description('give an access back before its end')
    .action(async (id: string) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: {} };
      await cli.print(await read(api.POST('/v1/requests/{id}/check-in', call)), requestText);
    });
};

const addRevoke: AddCommand = (parent, cli) => {
  parent
    .command('revoke <id>')
    .description('end an access for good, before its time')
    .requiredOption('-r, --reason <text>', 'why')
    .action(async (id: string, { reason }: { reason: string }) => {
      const api = await cli.api();
      const call = { params: { path: { id } }, body: { reason } };
      await cli.print(await read(api.POST('/v1/requests/{id}/revoke', call)), requestText);
    });
};

const addTimeline: AddCommand = (parent, cli) => {
  parent
    .command('timeline <id>')
    .description('show what happened to a request, one act per line')
    .option('--raw', 'show the events as recorded instead of the acts they make up')
    .action(async (id: string, { raw }: { raw?: boolean }) => {
      const api = await cli.api();
      const params = { path: { id }, query: given({ raw: raw ? 'true' : undefined }) };
      const timeline = await read(api.GET('/v1/requests/{id}/timeline', { params }));
      if (raw) await cli.print(timeline as Schema<'RawTimeline'>, eventsText);
      else await cli.print(timeline as Schema<'Timeline'>, actsText);
    });
};
