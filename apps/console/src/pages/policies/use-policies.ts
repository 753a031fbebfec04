import { read } from '@countersign/api-client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.js';
import { keys } from '../../api/keys.js';
import type { PolicyFilters } from './policy-filters.js';

/** There are no notices of policies: what others change shows within this time. */
const AGAIN_MS = 15_000;

/** The list, page by page; while filters change, what was there stays. */
export function usePolicies({ q, enabled }: PolicyFilters) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.policies, 'list', { q, enabled }],
    queryFn: ({ pageParam, signal }) => {
      const filters = {
        ...(q !== undefined && { q }),
        ...(enabled !== undefined && { enabled: String(enabled) }),
      };
      const query = { ...filters, ...(pageParam !== null && { cursor: pageParam }) };
      return read(api.GET('/v1/policies', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
}
