import { read } from '@countersign/api-client';
import type { Api, Schema } from '@countersign/api-client';
import { CommandFailure, exitCodes } from '../../failures.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The policy of that name, in any spelling of it; undefined when there is none. */
export async function policyNamed(api: Api, name: string): Promise<Schema<'Policy'> | undefined> {
  const wanted = fold(name);
  for (let cursor: string | undefined; ;) {
    const query = { q: name, limit: 200, ...(cursor === undefined ? {} : { cursor }) };
    const { items, nextCursor } = await read(api.GET('/v1/policies', { params: { query } }));
    const found = items.find((policy) => fold(policy.name) === wanted);
    if (found ?? nextCursor === null) return found;
    cursor = nextCursor;
  }
}

/** The policy of an id or a name. @throws CommandFailure (not found), ApiProblem */
export async function findPolicy(api: Api, idOrName: string): Promise<Schema<'Policy'>> {
  if (UUID.test(idOrName)) return read(api.GET('/v1/policies/{id}', { params: { path: { id: idOrName } } }));
  const found = await policyNamed(api, idOrName);
  if (!found)
    throw new CommandFailure(exitCodes.notFound, 'not-found', `There is no policy named ${idOrName}.`);
  return found;
}

const fold = (name: string): string => name.normalize('NFC').toUpperCase().toLowerCase();
