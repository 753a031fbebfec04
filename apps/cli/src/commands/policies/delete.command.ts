import type { AddCommand } from '../../cli.js';
import { findPolicy } from './find-policy.js';

/** `countersign policies delete` */
export const addDelete: AddCommand = (parent, cli) => {
  parent
    .command('delete <policy>')
    .description('delete a policy, by id or name; requests already submitted stay under it')
    .action(async (idOrName: string) => {
      const api = await cli.api();
      const { id, name, version } = await findPolicy(api, idOrName);
      const params = { path: { id }, header: { 'If-Match': `"${version}"` } };
      await api.DELETE('/v1/policies/{id}', { params });
      await cli.print({ id, name, version, deleted: true }, () => `${name}: deleted`);
    });
};
