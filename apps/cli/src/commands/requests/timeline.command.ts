import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { given } from '../options.js';
import { eventsText, actsText } from './timeline-text.js';

/** `countersign requests timeline` */
export const addTimeline: AddCommand = (parent, cli) => {
  parent
    .command('timeline <id>')
    .description('show what happened to a request, an act a line')
    .option('--raw', 'show the events as recorded instead of the acts they make')
    .action(async (id: string, { raw }: { raw?: boolean }) => {
      const api = await cli.api();
      const query = given({ raw: raw ? 'true' : undefined });
      const params = { path: { id }, query };
      const timeline = await read(api.GET('/v1/requests/{id}/timeline', { params }));
      if (raw) await cli.print(timeline as Schema<'RawTimeline'>, eventsText);
      else await cli.print(timeline as Schema<'Timeline'>, actsText);
    });
};
