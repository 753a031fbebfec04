import { read } from '@countersign/api-client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.js';
import { keys } from '../../api/keys.js';
import type { PolicyContent, PolicyVersion } from './policy-types.js';

/** Policies have no notices: changes by others appear within this time. */
const REFRESH_MS = 15_000;

/** Every version of a policy, oldest first; readable also after the policy is deleted. */
export function usePolicyHistory(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.policy(id), 'history'],
    queryFn: ({ signal }) => read(api.GET('/v1/policies/{id}/history', { params: { path: { id } }, signal })),
    refetchInterval: REFRESH_MS,
  });
}

/** Pending requests by policy version. The key starts with that of requests, so that their notices refresh it. */
export function useInFlight(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.requests, 'in-flight', id],
    queryFn: ({ signal }) =>
      read(api.GET('/v1/policies/{id}/in-flight', { params: { path: { id } }, signal })),
  });
}

/** What would happen to a request for this resource and account; read when both are given. */
export function useExplanation(resource: string, account: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.policies, 'explain', resource, account],
    queryFn: ({ signal }) => read(api.POST('/v1/policies/explain', { body: { resource, account }, signal })),
    enabled: resource !== '' && account !== '',
  });
}

/** The newest version and the current content; of a deleted policy, the content before its deletion. */
export interface Standing {
  newest: PolicyVersion;
  content: PolicyContent;
  isDeleted: boolean;
}

/** The current state of a history; null for an empty one, which the API never returns. */
export function standingOf(history: readonly PolicyVersion[]): Standing | null {
  const newest = history.at(-1);
  const content = history.findLast((version) => version.content !== null)?.content;
  return newest && content ? { newest, content, isDeleted: newest.change === 'deleted' } : null;
}
