/** Injection token of the `Unmatched` setting: what becomes of a request that no policy governs. */
export const UNMATCHED = Symbol('Unmatched');
