import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { keys } from '../api/keys.js';
import type { RequestFilters } from './types.js';

/** The first requests of a list. */
export function useRequests(filters: RequestFilters, limit: number) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.requests, filters, limit],
    queryFn: ({ signal }) =>
      read(api.GET('/v1/requests', { params: { query: { ...filters, limit } }, signal })),
  });
}

/** A list, page after page. What was shown stays until other filters are answered. */
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

/** How often a request is read again while a part of it is missing, in ms. */
const INCOMPLETE_MS = 5_000;

/** One request, always current. */
export function useRequest(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.request(id),
    queryFn: ({ signal }) => read(api.GET('/v1/requests/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.incomplete ? INCOMPLETE_MS : false),
  });
}

/** What happened to a request, act by act. */
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

/** The events of a request as they are recorded. */
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
