import { read } from '@countersign/api-client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from './api-context.js';
import { keys } from './keys.js';

/** The signed-in person, their roles, and how many requests await them. */
export function useMe() {
  const api = useApi();
  return useQuery({ queryKey: keys.me, queryFn: ({ signal }) => read(api.GET('/v1/me', { signal })) });
}

/** Whether the signed-in person may write policies; false until that is known. The API decides at every call. */
export function useMayWritePolicies(): boolean {
  return useMe().data?.roles.includes('policy-admin') ?? false;
}
