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
    const token = await sign(nth(people, n));
    const id = await submit(post, token);
    await approve(post, id, approvers);
    await post(`/${id}/check-out`, token, '{}');
    await post(`/${id}/check-in`, token, '{}');
  });
  await followed();
}

/** Posts a command below `/v1/requests` and returns the answer's body. */
export type Post = (path: string, token: string, body: string) => Promise<{ id?: string }>;

/** @returns the request's id */
export async function submit(post: Post, token: string): Promise<string> {
  const { id } = await post('', token, submitBodyText(`prod-db-${randomUUID()}`));
  if (id === undefined) throw new Error('a submission was answered without an id');
  return id;
}

/** One approver after the other, as the steps want them. */
export async function approve(post: Post, id: string, approvers: readonly string[]): Promise<void> {
  for (const approver of approvers) await post(`/${id}/approve`, approver, '{"comment":"Fine, go ahead."}');
}

function nth(people: readonly Person[], n: number): Person {
  const person = people[n];
  if (!person) throw new Error(`there are no ${n + 1} people`);
  return person;
}

/** @throws Error with an answer that is not a success */
export function poster(url: string): Post {
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
