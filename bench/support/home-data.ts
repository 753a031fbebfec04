import type { Installation } from './installation.js';
import { approve, poster, submit } from './lifecycle-load.js';
import { manager, otherManager, requesters, securityOfficers } from './people.js';
import { writePolicies } from './policies.js';

/** The number of items that a section of the home page shows. */
export const ITEMS = 20;

/** Fills every section of the manager's home page: requests that await the manager, usable accesses, open requests. */
export async function fillHome(installation: Installation): Promise<void> {
  const { url, sign, followed } = installation;
  await writePolicies(installation);
  const post = poster(url);
  const own = await sign(manager);
  const approvers = await Promise.all([otherManager, ...securityOfficers].map(sign));
  for (const person of requesters.slice(0, ITEMS)) {
    await submit(post, await sign(person));
    await approve(post, await submit(post, own), approvers);
    await submit(post, own);
  }
  await followed();
}
