import { read } from '@countersign/api-client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.js';
import { keys } from '../../api/keys.js';
import type { PolicyContent, PolicyVersion } from './policy-types.js';

/** There are no notices of policies: what others change shows within this time. */
const AGAIN_MS = 15_000;

/** Every version of a policy, oldest first; it stays readable when the policy is deleted. */
export function usePolicyHistory(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.policy(id), 'history'],
    queryFn: ({ signal }) => read(api.GET('/v1/policies/{id}/history', { params: { path: { id } }, signal })),
    refetchInterval: AGAIN_MS,
  });
}

/** Pending requests by policy version. Below the requests' key: notices of requests refresh it. */
export function useInFlight(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.requests, 'in-flight', id],
    queryFn: ({ signal }) =>
      read(api.GET('/v1/policies/{id}/in-flight', { params: { path: { id } }, signal })),
  });
}

/** What would become of a request for this resource and account; asked when both are given. */
export function useExplanation(resource: string, account: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.policies, 'explain', resource, account],
    queryFn: ({ signal }) => read(api.POST('/v1/policies/explain', { body: { resource, account }, signal })),
    enabled: resource !== '' && account !== '',
  });
}

/** The newest version, and the content that stands: the last one written when the policy is deleted. */
export interface Standing {
  newest: PolicyVersion;
  content: PolicyContent;
  isDeleted: boolean;
}

/** What a history comes to; null when it is empty, which the API does not answer. */
export function standingOf(history: readonly PolicyVersion[]): Standing | null {
  const newest = history.at(-1);
  const content = history.findLast((version) => version.content !== null)?.content;
  return newest && content ? { newest, content, isDeleted: newest.change === 'deleted' } : null;
}
