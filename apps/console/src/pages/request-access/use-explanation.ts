import { read } from '@countersign/api-client';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.js';
import { keys } from '../../api/keys.js';
import { nameProblem } from './draft.js';
import type { Target } from './recent.js';

const PAUSE_MS = 300;

/** What a request for these names would meet now; asked once somebody stops writing, and both are names. */
export function useExplanation({ resource, account }: Target) {
  const api = useApi();
  const now = { resource: resource.trim(), account: account.trim() };
  const [[askedResource, askedAccount]] = useDebouncedValue([now.resource, now.account] as const, PAUSE_MS);
  const body = { resource: askedResource, account: askedAccount };
  const isAsked = nameProblem(body.resource) === null && nameProblem(body.account) === null;
  const query = useQuery({
    queryKey: [...keys.policies, 'explain', body],
    queryFn: ({ signal }) => read(api.POST('/v1/policies/explain', { body, signal })),
    enabled: isAsked,
  });
  const isCurrent = body.resource === now.resource && body.account === now.account;
  return { ...query, isAsked: isAsked && isCurrent, data: isCurrent && isAsked ? query.data : undefined };
}
