import { IconPlus, IconShieldCheck, IconShieldSearch } from '@tabler/icons-react';
import { read } from '@countersign/api-client';
import { Box, Button, Stack, VisuallyHidden } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.js';
import { keys } from '../../../api/keys.js';
import { useMayWritePolicies } from '../../../api/use-me.js';
import { EmptyState } from '../../../shared/empty-state.js';
import { ButtonTo } from '../../../shared/links.js';
import { Loading } from '../../../shared/loading.js';
import { PageTitle } from '../../../shared/page-title.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { counted } from '../words/policy-in-words.js';
import type { PolicyFilters } from './policy-filters.js';
import { PolicySearch } from './policy-search.js';
import { PolicyTable } from './policy-table.js';

const route = getRouteApi('/policies');

/** Policies by name, with search. */
export function PoliciesPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  const change = (search: PolicyFilters) => void navigate({ to: '/policies', search, replace: true });
  return (
    <>
      <PageTitle
        title="Policies"
        description="Which access needs approval, and by whom."
        actions={<NewPolicyButton />}
      />
      <Stack>
        <PolicySearch filters={filters} onChange={change} />
        <PolicyList filters={filters} />
      </Stack>
    </>
  );
}

function NewPolicyButton() {
  if (!useMayWritePolicies()) return null;
  return (
    <ButtonTo to="/policies/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New policy
    </ButtonTo>
  );
}

function PolicyList({ filters }: { filters: PolicyFilters }) {
  const { data, error, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = usePolicies(filters);
  if (error && !data)
    return <ProblemAlert error={error} title="Policies cannot be shown" onRetry={() => void refetch()} />;
  if (!data) return <Loading lines={6} height={64} />;
  const policies = data.pages.flatMap(({ items }) => items);
  return (
    <Box>
      <VisuallyHidden role="status">{`${counted(policies.length, 'policy', 'policies')} shown`}</VisuallyHidden>
      {policies.length === 0 ? <NoPolicies filters={filters} /> : <PolicyTable policies={policies} />}
      {hasNextPage && (
        <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </Box>
  );
}

function NoPolicies({ filters }: { filters: PolicyFilters }) {
  if (filters.q !== undefined || filters.enabled !== undefined)
    return (
      <EmptyState
        icon={IconShieldSearch}
        title="No policy matches"
        action={
          <ButtonTo to="/policies" search={{}} variant="default">
            Show all policies
          </ButtonTo>
        }
      >
        The search covers names, descriptions and patterns.
      </EmptyState>
    );
  return (
    <EmptyState icon={IconShieldCheck} title="There are no policies yet" action={<NewPolicyButton />}>
      A policy says which resources and accounts need approval, by whom, and how long access lasts.
    </EmptyState>
  );
}

/** Policies have no notices: changes by others appear within this time. */
const REFRESH_MS = 15_000;

/** The list, page by page. After a change of filters the old list stays until the new one arrives. */
function usePolicies({ q, enabled }: PolicyFilters) {
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
    refetchInterval: REFRESH_MS,
  });
}
