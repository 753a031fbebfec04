import type { AddCommand } from '../cli.js';

/** `countersign logout` */
export const addLogout: AddCommand = (parent, cli) => {
  parent
    .command('logout')
    .description('forget the sign-in, here and at the issuer')
    .action(async () => {
      const was = await cli.session().signOut();
      cli.terminal.say(was ? `Signed out of ${cli.server}.` : `You were not signed in at ${cli.server}.`);
    });
};
