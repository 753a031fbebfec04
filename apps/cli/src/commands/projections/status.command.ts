import { read } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { table } from '../../output/table.js';

/** `countersign projections status` */
export const addStatus: AddCommand = (parent, cli) => {
  parent
    .command('status')
    .description('show how far each read model is in each log')
    .action(async () => {
      const api = await cli.api();
      await cli.print(await read(api.GET('/v1/projections')), ({ items }) =>
        table(
          items.flatMap(({ logs, ...projection }) => logs.map((log) => ({ ...projection, ...log }))),
          [
            { title: 'projection', of: ({ name }) => name },
            { title: 'log', of: ({ log }) => log },
            { title: 'position', of: ({ position }) => position },
            { title: 'head', of: ({ head }) => head },
            { title: 'lag', of: ({ lag }) => lag },
            { title: 'set aside', of: ({ parkedStreams }) => parkedStreams },
            {
              title: 'rebuild',
              of: ({ rebuild, rebuiltTo }) => rebuild && `${rebuild}, at ${rebuiltTo ?? 0}`,
            },
          ],
        ),
      );
    });
};
