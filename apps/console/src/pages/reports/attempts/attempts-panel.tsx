import { IconHandStop } from '@tabler/icons-react';
import { SimpleGrid } from '@mantine/core';
import { read } from '@countersign/api-client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.js';
import { keys } from '../../../api/keys.js';
import { EmptyState } from '../../../shared/empty-state.js';
import { Loading } from '../../../shared/loading.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { DayRange } from '../day-range.js';
import { FilterText } from '../filter-text.js';
import { Pager, usePaging } from '../paging.js';
import { periodOf, readersZone } from '../period.js';
import { useReportsSearch } from '../use-search.js';
import { AttemptsTable } from './attempts-table.js';

const ROWS = 50;
/** Nobody is told of attempts; they are counted for up to a minute before the rest of them is recorded. */
const REFRESHED_EVERY_MS = 15_000;

/** What people tried and were refused. */
export function AttemptsPanel() {
  const [search] = useReportsSearch();
  const { person, code } = search;
  const query = {
    ...periodOf(search, readersZone()),
    ...(person !== undefined && { person }),
    ...(code !== undefined && { code }),
  };
  return (
    <>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" mb="md" role="search" aria-label="Filters">
        <DayRange />
        <FilterText name="person" label="Person" placeholder="User id, such as alice" />
        <FilterText name="code" label="Reason" placeholder="Such as self-approval" />
      </SimpleGrid>
      <Attempts query={query} />
    </>
  );
}

function Attempts({ query }: { query: Record<string, string> }) {
  const api = useApi();
  const paging = usePaging(query);
  const page = { ...query, limit: ROWS, ...(paging.cursor !== undefined && { cursor: paging.cursor }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: [...keys.reports, 'refused-attempts', page],
    queryFn: ({ signal }) => read(api.GET('/v1/refused-attempts', { params: { query: page }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESHED_EVERY_MS,
  });
  const isEmpty = data?.items.length === 0 && paging.page === 1;
  return (
    <>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Loading lines={8} />}
      {isEmpty && <NoAttempts />}
      {data && !isEmpty && (
        <>
          <AttemptsTable attempts={data.items} />
          <Pager
            paging={paging}
            rows={data.items.length}
            nextCursor={data.nextCursor}
            isComing={isPlaceholderData}
          />
        </>
      )}
    </>
  );
}

function NoAttempts() {
  return (
    <EmptyState icon={IconHandStop} title="No refused attempts here">
      Whoever tries what the rules do not allow shows up here. If you look for somebody, use their whole user
      id.
    </EmptyState>
  );
}
