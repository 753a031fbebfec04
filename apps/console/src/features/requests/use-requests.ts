import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.js';
import { keys } from '../../api/keys.js';
import type { RequestFilters } from './types.js';

/** The first page of a list. */
export function useRequests(filters: RequestFilters, limit: number) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.requests, filters, limit],
    queryFn: ({ signal }) =>
      read(api.GET('/v1/requests', { params: { query: { ...filters, limit } }, signal })),
  });
}

/** A list, page by page. After a change of filters the old list stays until the new one arrives. */
export function useRequestPages(filters: RequestFilters, limit: number) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.requests, 'pages', filters, limit],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filters, limit, ...(pageParam !== null && { cursor: pageParam }) };
      return read(api.GET('/v1/requests', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** How often an incomplete request is read again, in ms. */
const INCOMPLETE_POLL_MS = 5_000;

/** One request. */
export function useRequest(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.request(id),
    queryFn: ({ signal }) => read(api.GET('/v1/requests/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.incomplete ? INCOMPLETE_POLL_MS : false),
  });
}

/** The history of a request, act by act. */
export function useTimeline(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.request(id), 'timeline'],
    queryFn: async ({ signal }) => {
      const params = { path: { id } };
      return (await read(api.GET('/v1/requests/{id}/timeline', { params, signal }))) as Schema<'Timeline'>;
    },
  });
}

/** The recorded events of a request. */
export function useRecordedEvents(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.request(id), 'timeline', 'raw'],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { raw: 'true' } };
      return (await read(api.GET('/v1/requests/{id}/timeline', { params, signal }))) as Schema<'RawTimeline'>;
    },
  });
}
