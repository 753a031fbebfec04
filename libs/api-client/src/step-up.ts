/** What a sign-in must prove before the API goes on (RFC 9470). */
export interface StepUp {
  /** Authentication contexts that would do, as `acr_values` of the sign-in; null when any will. */
  acrValues: string | null;
  /** How old the sign-in may be, in seconds; null when it may be any age. */
  maxAge: number | null;
}

/** Reads the challenge of a 401; null when a stronger sign-in is not what it asks for. */
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
