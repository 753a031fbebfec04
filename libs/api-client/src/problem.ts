/** One invalid field of an input. */
export interface InvalidField {
  path: string;
  message: string;
}

/** The API answered with a problem (RFC 9457): a stable code, a plain sentence, and invalid fields by name. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: readonly InvalidField[] = [],
    readonly requestId: string | null = null,
    /** Value of `WWW-Authenticate`, with a 401. */
    readonly challenge: string | null = null,
  ) {
    super(detail);
    this.name = 'ApiProblem';
  }
}

/** The server did not answer, however often it was tried. */
export class Unreachable extends Error {
  constructor(origin: string, cause: unknown) {
    super(`${origin} does not answer.`, { cause });
    this.name = 'Unreachable';
  }
}

/** Reads an answer that is no success. What is no problem document (a proxy's page, say) is told by its status alone. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const { status, headers } = response;
  const body = parsed(await response.text());
  const challenge = headers.get('www-authenticate');
  const requestId = headers.get('x-request-id');
  if (typeof body['code'] !== 'string' || typeof body['detail'] !== 'string') {
    return new ApiProblem(
      status,
      `http-${status}`,
      `The server answered ${status}.`,
      [],
      requestId,
      challenge,
    );
  }
  return new ApiProblem(status, body['code'], body['detail'], fieldsOf(body['errors']), requestId, challenge);
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function fieldsOf(errors: unknown): InvalidField[] {
  if (!Array.isArray(errors)) return [];
  return (errors as Partial<InvalidField>[]).flatMap(({ path, message }) =>
    typeof path === 'string' && typeof message === 'string' ? [{ path, message }] : [],
  );
}
