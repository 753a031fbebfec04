import { stringify } from 'yaml';
import type { AddCommand } from '../../cli.js';
import { findPolicy } from './find-policy.js';

/** `countersign policies get` */
export const addGet: AddCommand = (parent, cli) => {
  parent
    .command('get <policy>')
    .description('show a policy, by id or name, as YAML')
    .action(async (idOrName: string) => {
      const api = await cli.api();
      await cli.print(await findPolicy(api, idOrName), (policy) => stringify(policy).trimEnd());
    });
};
