import { wwwAuthenticate } from '@countersign/platform';
import type { ProblemDetails } from '@countersign/platform';

/** Headers that go with a problem: what to sign in with, which methods there are, when to try again. */
export function problemHeaders(problem: ProblemDetails): Record<string, string> {
  switch (problem.status) {
    case 401:
      return { 'www-authenticate': wwwAuthenticate(problem) };
    case 405:
      return { allow: String(problem['allow'] ?? '') };
    case 429:
    case 503:
      return { 'retry-after': String(problem['retryAfter'] ?? 1) };
    default:
      return {};
  }
}
