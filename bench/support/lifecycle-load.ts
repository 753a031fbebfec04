import { randomUUID } from 'node:crypto';
import type { Installation } from './installation.js';
import { calls } from './load.js';
import { manager, securityOfficers } from './people.js';
import type { Person } from './people.js';
import { submitBodyText } from './submit-load.js';

const CALLERS = 16;

/**
 * One whole lifecycle for each person: a request, three approvals in two steps, check-out and check-in. Each is for a
 * resource of its own. Resolves when everything has followed.
 * @throws Error with the first answer that is not a success
 */
export async function lifecycles(
  { url, sign, followed }: Pick<Installation, 'url' | 'sign' | 'followed'>,
  people: readonly Person[],
): Promise<void> {
  const post = poster(url);
  const approvers = await Promise.all([manager, ...securityOfficers].map(sign));
  await calls(people.length, CALLERS, async (n) => {
    const person = people[n];
    if (!person) throw new Error('there are fewer people than lifecycles');
    const token = await sign(person);
    const { id } = await post('', token, submitBodyText(`prod-db-${randomUUID()}`));
    for (const approver of approvers) await post(`/${id}/approve`, approver, '{"comment":"Fine, go ahead."}');
    await post(`/${id}/check-out`, token, '{}');
    await post(`/${id}/check-in`, token, '{}');
  });
  await followed();
}

/** Posts a command and returns the body of the answer, of which only a submission's is looked at. */
function poster(url: string): (path: string, token: string, body: string) => Promise<{ id?: string }> {
  return async (path, token, body) => {
    const response = await fetch(`${url}/v1/requests${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text) as { id?: string };
  };
}
