import { ApiProblem } from '@countersign/api-client';
import { QueryClient } from '@tanstack/react-query';

const MAX_RETRIES = 2;
/** Notices refresh what changed; this matters while there are none. */
const FRESH_MS = 15_000;

/**
 * Whether a read is retried. The client has already retried a missing answer, 429 and 503; other server failures may
 * pass, and refusals are final.
 */
export function triesReadAgain(tries: number, error: unknown): boolean {
  return tries < MAX_RETRIES && error instanceof ApiProblem && error.status >= 500 && error.status !== 503;
}

/** Reads are retried; commands never are. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: triesReadAgain },
      mutations: { retry: false },
    },
  });
}
