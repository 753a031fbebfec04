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
    /** Further members of the problem, such as `openRequestId`. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
  }
}

/** The server did not answer, even after several attempts. */
export class Unreachable extends Error {
  constructor(origin: string, cause: unknown) {
    super(`${origin} does not answer.`, { cause });
    this.name = 'Unreachable';
  }
}

/** Reads an unsuccessful answer. An answer without a problem document (a proxy's page, say) is described by its status. */
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
  const {
    code,
    detail,
    errors,
    type: _type,
    title: _title,
    status: _status,
    requestId: _id,
    ...members
  } = body;
  return new ApiProblem(status, code, detail, fieldsOf(errors), requestId, challenge, members);
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

/** What a sign-in must prove before the API accepts the call (RFC 9470). */
export interface StepUp {
  /** Accepted authentication contexts, as `acr_values` of the sign-in; null when any context is accepted. */
  acrValues: string | null;
  /** Maximum age of the sign-in in seconds; null when any age is accepted. */
  maxAge: number | null;
}

/** Reads the challenge of a 401; null unless it asks for a stronger or fresher sign-in. */
export function stepUpOf(wwwAuthenticate: string | null): StepUp | null {
  const parameters = parametersOf(wwwAuthenticate ?? '');
  if (parameters.get('error') !== 'insufficient_user_authentication') return null;
  const maxAge = Number(parameters.get('max_age') ?? Number.NaN);
  return {
    acrValues: parameters.get('acr_values') ?? null,
    maxAge: Number.isInteger(maxAge) && maxAge >= 0 ? maxAge : null,
  };
}

/** `name="value"` pairs of a challenge (RFC 9110, section 11.6.1). */
function parametersOf(challenge: string): Map<string, string> {
  const pairs = challenge.matchAll(/([\w-]+)="((?:[^"\\]|\\.)*)"/g);
  return new Map([...pairs].map(([, name = '', value = '']) => [name, value.replace(/\\(.)/g, '$1')]));
}
