import { wwwAuthenticate } from '@countersign/platform';
import type { ProblemDetails } from '@countersign/platform';

/**
 * Headers that go with a problem: what to sign in with, which methods there are, when to try again, and, for a
 * refusal that is on record, where: a read that sends it back sees the refusal.
 */
export function problemHeaders(problem: ProblemDetails): Record<string, string> {
  const position = problem['position'];
  return {
    ...headersOfStatus(problem),
    ...(typeof position === 'string' ? { 'countersign-position': position } : {}),
  };
}

function headersOfStatus(problem: ProblemDetails): Record<string, string> {
  switch (problem.status) {
    case 401:
      return { 'www-authenticate': wwwAuthenticate(problem) };
    case 405:
      return { allow: text(problem['allow'], '') };
    case 429:
    case 503:
      return { 'retry-after': text(problem['retryAfter'], '1') };
    default:
      return {};
  }
}

function text(member: unknown, fallback: string): string {
  return typeof member === 'string' || typeof member === 'number' ? String(member) : fallback;
}
