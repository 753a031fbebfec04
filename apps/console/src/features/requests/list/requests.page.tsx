import { IconFilePlus, IconInbox, IconSearchOff } from '@tabler/icons-react';
import { Box, Button, Center, Stack, Text } from '@mantine/core';
import { EmptyState } from '../../../shared/empty-state.js';
import { ButtonTo } from '../../../shared/links.js';
import { Loading } from '../../../shared/loading.js';
import { PageTitle } from '../../../shared/page-title.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import type { RequestSummary } from '../types.js';
import { useRequestPages } from '../use-requests.js';
import { Filters } from './filters.js';
import { filterCount, filtersOf } from './requests-search.js';
import type { RequestsSearch } from './requests-search.js';
import { RequestsTable } from './requests-table.js';
import { StatusTabs } from './status-tabs.js';
import { useRequestsSearch } from './use-requests-search.js';
import type { Change } from './use-requests-search.js';

const PAGE_SIZE = 100;

/** All requests that the reader may see, by status. */
export function RequestsPage() {
  const { search, change, clear } = useRequestsSearch();
  const pages = useRequestPages(filtersOf(search), PAGE_SIZE);
  const first = pages.data?.pages[0];
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageTitle
        title="Requests"
        actions={
          <ButtonTo to="/request-access" leftSection={<IconFilePlus size={18} aria-hidden />}>
            Request access
          </ButtonTo>
        }
      />
      <Stack gap="md">
        <StatusTabs
          status={search.status ?? 'pending'}
          counts={first?.counts}
          isComplete={first?.countsComplete ?? true}
          onChange={(status) => change({ status })}
        />
        <Filters
          search={search}
          policies={items.flatMap(({ policy }) => policy ?? [])}
          onChange={change}
          onClear={clear}
        />
        {pages.isError && (
          <ProblemAlert
            error={pages.error}
            title="The list could not be loaded"
            onRetry={() => void pages.refetch()}
          />
        )}
        {pages.isPending && <Loading lines={8} height={52} />}
        {pages.data && (
          <RequestsResult
            items={items}
            search={search}
            isStale={pages.isPlaceholderData}
            more={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
            isLoadingMore={pages.isFetchingNextPage}
            onChange={change}
            onClear={clear}
          />
        )}
      </Stack>
    </>
  );
}

interface RequestsResultProps {
  items: readonly RequestSummary[];
  search: RequestsSearch;
  /** Whether the list still belongs to the previous filters. */
  isStale: boolean;
  /** Loads the next page; null when there are no more. */
  more: (() => void) | null;
  isLoadingMore: boolean;
  onChange: Change;
  onClear: () => void;
}

/** The table with a button for more, or why it is empty. */
function RequestsResult({ items, search, isStale, more, isLoadingMore, ...changes }: RequestsResultProps) {
  const { onChange, onClear } = changes;
  const isFiltered = filterCount(search) > 0 || search.q !== undefined;
  return (
    <Stack gap="md" aria-busy={isStale}>
      <Text size="sm" c="dimmed" role="status">
        {isStale ? 'Loading …' : shownText(items.length, more !== null)}
      </Text>
      <Box opacity={isStale ? 0.6 : 1}>
        {items.length > 0 && (
          <RequestsTable items={items} sort={search.sort} onSort={(sort) => onChange({ sort })} />
        )}
        {items.length === 0 && (isFiltered ? <NothingFound onClear={onClear} /> : <NothingYet />)}
      </Box>
      {more && (
        <Center>
          <Button variant="default" loading={isLoadingMore} onClick={more}>
            Load more
          </Button>
        </Center>
      )}
    </Stack>
  );
}

function shownText(count: number, hasMore: boolean): string {
  if (count === 0) return 'Nothing to show';
  const requests = count === 1 ? '1 request' : `${count.toLocaleString()} requests`;
  return hasMore ? `The first ${requests}` : requests;
}

function NothingFound({ onClear }: { onClear: () => void }) {
  const action = <Button onClick={onClear}>Clear all filters</Button>;
  return (
    <EmptyState icon={IconSearchOff} title="Nothing matches" action={action}>
      Try another tab, or remove a filter.
    </EmptyState>
  );
}

function NothingYet() {
  return (
    <EmptyState
      icon={IconInbox}
      title="No requests here"
      action={<ButtonTo to="/request-access">Request access</ButtonTo>}
    >
      Requests that you made or may decide on are listed here.
    </EmptyState>
  );
}
