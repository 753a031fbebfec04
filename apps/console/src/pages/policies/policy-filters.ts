/** What of the list is shown; kept in the address. */
export interface PolicyFilters {
  /** Part of a name, a description or a pattern. */
  q?: string;
  enabled?: boolean;
}

const LONGEST = 200;

/** Reads the address; what makes no sense there is passed over. */
export function policyFilters({ q, enabled }: Record<string, unknown>): PolicyFilters {
  const text = typeof q === 'number' ? String(q) : q;
  return {
    ...(typeof text === 'string' && text.trim() !== '' && { q: text.slice(0, LONGEST) }),
    ...(typeof enabled === 'boolean' && { enabled }),
  };
}
