import type { Problem } from '@countersign/contracts';

const PARAMETERS = ['error', 'error_description', 'acr_values', 'max_age'] as const;

/**
 * Value of the `WWW-Authenticate` header for a 401 (RFC 6750 section 3, RFC 9470 section 3): the members of the
 * refusal's data that belong there. Without a token there is no error code, only the challenge.
 */
export function wwwAuthenticate(problem: Problem): string {
  const members: Record<string, unknown> = problem.error
    ? { ...problem, error_description: problem.detail }
    : {};
  const parameters = PARAMETERS.flatMap((name) =>
    members[name] === undefined ? [] : [`${name}=${quoted(members[name])}`],
  );
  return ['Bearer realm="countersign"', ...parameters].join(', ');
}

/** A quoted-string of RFC 9110; what may not stand in one is replaced. */
function quoted(value: unknown): string {
  return `"${String(value)
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/["\\]/g, '\\$&')}"`;
}
