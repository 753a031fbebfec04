import type { AddCommand } from '../cli.js';

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
