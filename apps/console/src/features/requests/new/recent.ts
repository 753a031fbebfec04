import { foldName } from '@countersign/names';
import type { RequestSummary } from '../types.js';

/** An account on a resource. */
export interface Target {
  resource: string;
  account: string;
}

const MAX_RECENT = 5;
const fold = (name: string): string => foldName(name.trim());
const isSame = (a: Target, b: Target): boolean =>
  fold(a.resource) === fold(b.resource) && fold(a.account) === fold(b.account);

/** The targets of recent requests, newest first, each once. */
export function recentTargets(requests: readonly RequestSummary[]): Target[] {
  const targets: Target[] = [];
  for (const { resource, account } of requests)
    if (!targets.some((seen) => isSame(seen, { resource, account }))) targets.push({ resource, account });
  return targets.slice(0, MAX_RECENT);
}

/** Names of resources or accounts to suggest; names used with this resource come first. */
export function offered(requests: readonly RequestSummary[], what: keyof Target, resource = ''): string[] {
  const fits = (request: RequestSummary) => fold(request.resource) === fold(resource);
  const ordered = [...requests.filter(fits), ...requests.filter((request) => !fits(request))];
  return [...new Map(ordered.map((request) => [fold(request[what]), request[what]])).values()];
}

/** The reader's pending request for the same place: a second would be refused (`rules.md#one-pending-request`). */
export function openRequest(requests: readonly RequestSummary[], target: Target): RequestSummary | undefined {
  return requests.find((request) => request.status === 'pending' && isSame(request, target));
}
