import { endpoints } from '../openapi/endpoints.js';

const patterns = endpoints.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replace(/[.]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`),
}));

/** The methods there are for a path; none for a path that is no endpoint. */
export function allowedMethods(url: string): string[] {
  const path = url.split('?', 1)[0] ?? '';
  return patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}
