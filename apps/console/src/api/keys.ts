/** Query keys: everything that notices or commands make stale begins with one of these. */
export const keys = {
  me: ['me'] as const,
  /** Lists of requests, whatever their filters: `[...keys.requests, filters]`. */
  requests: ['requests'] as const,
  /** One request: `[...keys.request(id)]`, its timeline `[...keys.request(id), 'timeline']`. */
  request: (id: string) => ['request', id] as const,
  policies: ['policies'] as const,
  policy: (id: string) => ['policy', id] as const,
  reports: ['reports'] as const,
};
