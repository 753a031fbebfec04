import { read } from '@countersign/api-client';
import type { AddCommand } from '../cli.js';
import { details } from '../output/table.js';

/** `countersign login` */
export const addLogin: AddCommand = (parent, cli) => {
  parent
    .command('login')
    .description('sign in through a browser, on this device or any other')
    .action(async () => {
      const { subject, name } = await cli.session().signIn();
      cli.terminal.say(`Signed in at ${cli.server} as ${name ?? subject}.`);
    });
};

/** `countersign logout` */
export const addLogout: AddCommand = (parent, cli) => {
  parent
    .command('logout')
    .description('forget the sign-in, here and at the issuer')
    .action(async () => {
      const wasSignedIn = await cli.session().signOut();
      cli.terminal.say(
        wasSignedIn ? `Signed out of ${cli.server}.` : `You were not signed in at ${cli.server}.`,
      );
    });
};

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

/** `countersign whoami` */
export const addWhoami: AddCommand = (parent, cli) => {
  parent
    .command('whoami')
    .description('show who you are, your groups and roles, and how many requests await your decision')
    .action(async () => {
      const api = await cli.api();
      await cli.print(await read(api.GET('/v1/me')), ({ id, name, email, groups, roles, awaiting }) =>
        details([
          ['id', id],
          ['name', name],
          ['e-mail', email],
          ['groups', groups.join(', ') || 'none'],
          ['roles', roles.join(', ') || 'none'],
          ['awaiting you', awaiting],
          ['server', cli.server],
        ]),
      );
    });
};
