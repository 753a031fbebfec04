/** Filters of the list, kept in the address. */
export interface PolicyFilters {
  /** Text in a name, a description or a pattern. */
  q?: string;
  enabled?: boolean;
}

const MAX_SEARCH_LENGTH = 200;

/** Reads the address; invalid members are left out. */
export function policyFilters({ q, enabled }: Record<string, unknown>): PolicyFilters {
  const text = typeof q === 'number' ? String(q) : q;
  return {
    ...(typeof text === 'string' && text.trim() !== '' && { q: text.slice(0, MAX_SEARCH_LENGTH) }),
    ...(typeof enabled === 'boolean' && { enabled }),
  };
}
