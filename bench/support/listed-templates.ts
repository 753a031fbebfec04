import type { Installation } from './installation.js';
import { approve, poster, submit } from './lifecycle-load.js';
import { manager, requesterOf, securityOfficers } from './people.js';
import { writePolicies } from './policies.js';

/** How a request went. */
export type Course = 'checked-in' | 'rejected' | 'cancelled' | 'pending';

/** A request that was made through the API: its rows are copied a million times. */
export interface Template {
  course: Course;
  id: string;
  /** ISO 8601, UTC. */
  submittedAt: string;
}

/** Makes one request of each course, and waits until the read models show all of them. */
export async function makeTemplates(installation: Installation): Promise<Template[]> {
  const { url, sign, followed } = installation;
  await writePolicies(installation);
  const requester = await sign(requesterOf(0));
  const approvers = await Promise.all([manager, ...securityOfficers].map(sign));
  const post = poster(url);
  const courses: Record<Course, (id: string) => Promise<unknown>> = {
    'checked-in': async (id) => {
      await approve(post, id, approvers);
      await post(`/${id}/check-out`, requester, '{}');
      await post(`/${id}/check-in`, requester, '{}');
    },
    rejected: async (id) => {
      await approve(post, id, approvers.slice(0, 1));
      await post(`/${id}/reject`, approvers[1] ?? '', '{"comment":"Not during the freeze."}');
    },
    cancelled: (id) => post(`/${id}/cancel`, requester, '{"comment":"No longer needed."}'),
    pending: () => Promise.resolve(),
  };
  const templates: Template[] = [];
  for (const [course, follow] of Object.entries(courses)) {
    const id = await submit(post, requester);
    await follow(id);
    templates.push({ course: course as Course, id, submittedAt: await submittedAt(url, id, requester) });
  }
  await followed();
  return templates;
}

async function submittedAt(url: string, id: string, token: string): Promise<string> {
  const response = await fetch(`${url}/v1/requests/${id}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`no request ${id}: ${await response.text()}`);
  return ((await response.json()) as { submittedAt: string }).submittedAt;
}
