import { ApiProblem } from '@countersign/api-client';
import { QueryClient } from '@tanstack/react-query';

const MOST_TRIES = 2;
/** Notices refresh what changed; this is for the time without them. */
const FRESH_MS = 15_000;

/**
 * Whether a read is tried again. No answer, 429 and 503 have been tried again by the client already; other
 * failures of a server may pass, refusals stay.
 */
export function triesReadAgain(tries: number, error: unknown): boolean {
  return tries < MOST_TRIES && error instanceof ApiProblem && error.status >= 500 && error.status !== 503;
}

/** Reads may be repeated; commands never are by themselves. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: triesReadAgain },
      mutations: { retry: false },
    },
  });
}
