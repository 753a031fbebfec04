import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { table } from '../../output/table.js';

/** `countersign requests timeline` */
export const addTimeline: AddCommand = (parent, cli) => {
  parent
    .command('timeline <id>')
    .description('show everything that happened to a request, in order')
    .action(async (id: string) => {
      const api = await cli.api();
      const timeline = await read(api.GET('/v1/requests/{id}/timeline', { params: { path: { id } } }));
      await cli.print(timeline, ({ items }) =>
        table(items, [
          { title: 'at', of: ({ at }) => at },
          { title: 'event', of: ({ type }) => type },
          { title: 'by', of: ({ actor }) => (actor.kind === 'person' ? actor.name : actor.id) },
          { title: 'comment', of: ({ comment }) => comment },
        ]),
      );
    });
};
