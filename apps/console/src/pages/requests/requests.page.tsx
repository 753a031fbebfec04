import { IconFilePlus } from '@tabler/icons-react';
import { Stack } from '@mantine/core';
import { useRequestPages } from '../../requests/use-requests.js';
import { ButtonTo } from '../../shared/links.js';
import { Loading } from '../../shared/loading.js';
import { PageTitle } from '../../shared/page-title.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { Filters } from './filters.js';
import { filtersOf } from './requests-search.js';
import { RequestsResult } from './requests-result.js';
import { StatusTabs } from './status-tabs.js';
import { useRequestsSearch } from './use-requests-search.js';

const PAGE = 100;

/** All requests the reader may see, by status. */
export function RequestsPage() {
  const { search, change, clear } = useRequestsSearch();
  const pages = useRequestPages(filtersOf(search), PAGE);
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
