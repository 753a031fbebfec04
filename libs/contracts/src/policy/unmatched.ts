/** What becomes of a request that no policy governs: refused, or granted up to a duration (ISO 8601) and flagged (rules.md#unmatched-requests). */
export type Unmatched = { outcome: 'refused' } | { outcome: 'granted'; maxDuration: string };
