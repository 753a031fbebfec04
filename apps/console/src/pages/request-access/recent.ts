import type { RequestSummary } from '../../requests/types.js';

/** As whom on what. */
export interface Target {
  resource: string;
  account: string;
}

const SHOWN = 5;
const fold = (name: string): string => name.trim().toLowerCase();
const isSame = (a: Target, b: Target): boolean =>
  fold(a.resource) === fold(b.resource) && fold(a.account) === fold(b.account);

/** What was asked for lately, newest first, each once. */
export function recentTargets(requests: readonly RequestSummary[]): Target[] {
  const targets: Target[] = [];
  for (const { resource, account } of requests)
    if (!targets.some((seen) => isSame(seen, { resource, account }))) targets.push({ resource, account });
  return targets.slice(0, SHOWN);
}

/** Names to offer: of resources, or of accounts, those used with this resource first. */
export function offered(requests: readonly RequestSummary[], what: keyof Target, resource = ''): string[] {
  const fits = (request: RequestSummary) => fold(request.resource) === fold(resource);
  const ordered = [...requests.filter(fits), ...requests.filter((request) => !fits(request))];
  return [...new Map(ordered.map((request) => [fold(request[what]), request[what]])).values()];
}

/** The reader's own request for the same that is still open: a second one would be refused (rule 6). */
export function openRequest(requests: readonly RequestSummary[], target: Target): RequestSummary | undefined {
  return requests.find((request) => request.status === 'pending' && isSame(request, target));
}
