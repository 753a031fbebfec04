/** The contract's limit for a policy's `requestTtl`: the longest time that an approval is pending, in days. */
export const LONGEST_PENDING_DAYS = 30;
