/** Query keys: the key of everything that a notice or a command can make stale starts with one of these. */
export const keys = {
  me: ['me'] as const,
  /** Lists of requests: `[...keys.requests, filters]`. */
  requests: ['requests'] as const,
  /** One request: `[...keys.request(id)]`, its timeline `[...keys.request(id), 'timeline']`. */
  request: (id: string) => ['request', id] as const,
  policies: ['policies'] as const,
  policy: (id: string) => ['policy', id] as const,
  reports: ['reports'] as const,
};
