import type { AddCommand } from '../cli.js';

/** `countersign token` */
export const addToken: AddCommand = (parent, cli) => {
  parent
    .command('token')
    .description('print a valid access token, for curl and scripts')
    .action(async () => {
      const token = await cli.session().token();
      await cli.print({ accessToken: token }, ({ accessToken }) => accessToken);
    });
};
