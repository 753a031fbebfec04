import { IconTableOff } from '@tabler/icons-react';
import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.js';
import { keys } from '../../../api/keys.js';
import { EmptyState } from '../../../shared/empty-state.js';
import { Loading } from '../../../shared/loading.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { Downloads } from '../download/downloads.js';
import { Pager, usePaging } from '../paging.js';
import type { Paging } from '../paging.js';
import { readersZone } from '../period.js';
import { useReportsSearch } from '../use-search.js';
import { ColumnChoice } from './column-choice.js';
import { columnsOf } from './columns.js';
import { ClearFilters, ReportFilters } from './report-filters.js';
import { reportQuery } from './report-query.js';
import type { ReportQuery } from './report-query.js';
import { ReportTable } from './report-table.js';

const ROWS = 50;

/** The check-out requests report: filters, columns, pages and files. */
export function RequestsPanel() {
  const [search] = useReportsSearch();
  const query = reportQuery(search, readersZone());
  return (
    <>
      <ReportFilters />
      <Downloads query={query}>
        <ColumnChoice />
      </Downloads>
      <Rows query={query} columns={search.columns} />
    </>
  );
}

function Rows({ query, columns }: { query: ReportQuery; columns: string[] | undefined }) {
  const paging = usePaging(query);
  const { data, error, refetch, isPlaceholderData } = useRows(query, paging.cursor);
  return (
    <>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Loading lines={8} height={56} />}
      {data && (
        <Page
          {...data}
          isComing={isPlaceholderData}
          paging={paging}
          columns={columns}
          isFiltered={Object.keys(query).length > 0}
        />
      )}
    </>
  );
}

interface PageProps extends Schema<'CheckOutReport'> {
  paging: Paging;
  isComing: boolean;
  columns: string[] | undefined;
  isFiltered: boolean;
}

function Page({ items, nextCursor, columns, isFiltered, ...place }: PageProps) {
  if (items.length === 0 && place.paging.page === 1) return <NoRows isFiltered={isFiltered} />;
  return (
    <>
      <ReportTable rows={items} columns={columnsOf(columns)} />
      <Pager {...place} rows={items.length} nextCursor={nextCursor} />
    </>
  );
}

/** A list of requests like the others: the notices keep it fresh. */
function useRows(query: ReportQuery, cursor: string | undefined) {
  const api = useApi();
  const page = { ...query, limit: ROWS, ...(cursor !== undefined && { cursor }) };
  return useQuery({
    queryKey: [...keys.requests, 'check-outs', page],
    queryFn: async ({ signal }) =>
      // The other media types of this answer are for files.
      (await read(
        api.GET('/v1/reports/check-outs', { params: { query: page }, signal }),
      )) as Schema<'CheckOutReport'>,
    placeholderData: keepPreviousData,
  });
}

function NoRows({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered) {
    return (
      <EmptyState icon={IconTableOff} title="Nobody has asked for anything yet">
        Every request will be a row here, also the refused ones.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconTableOff} title="No request is like that" action={<ClearFilters />}>
      Names must be whole, and requesters are found by their user id. Widen the dates, or take a filter away.
    </EmptyState>
  );
}
