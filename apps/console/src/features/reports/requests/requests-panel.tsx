import { IconColumns3, IconTableOff } from '@tabler/icons-react';
import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import { Button, Checkbox, Popover, ScrollArea, Stack, Table } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ColumnHeads } from '../column-heads.js';
import { useApi } from '../../../api/api-context.js';
import { keys } from '../../../api/keys.js';
import { EmptyState } from '../../../shared/empty-state.js';
import { Loading } from '../../../shared/loading.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { Downloads } from '../download/downloads.js';
import { Pager, usePaging } from '../paging.js';
import type { Paging } from '../paging.js';
import { readersZone } from '../../../shared/period.js';
import { reportQuery } from '../search.js';
import type { ReportQuery } from '../search.js';
import { useReportsSearch } from '../use-search.js';
import { Wide } from '../wide.js';
import { DecisionsIncomplete } from './cells.js';
import type { Row } from './cells.js';
import { COLUMNS, columnsOf, DEFAULT_COLUMNS } from './columns.js';
import type { Column } from './columns.js';
import { ClearFilters, ReportFilters } from './report-filters.js';

const PAGE_SIZE = 50;

/** The report on check-out requests: filters, columns, pages and downloads. */
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

/** One page of the report. The key starts with that of requests, so that notices refresh it. */
function useRows(query: ReportQuery, cursor: string | undefined) {
  const api = useApi();
  const page = { ...query, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
  return useQuery({
    queryKey: [...keys.requests, 'check-outs', page],
    queryFn: async ({ signal }) =>
      // The other media types of this answer are for downloads.
      (await read(
        api.GET('/v1/reports/check-outs', { params: { query: page }, signal }),
      )) as Schema<'CheckOutReport'>,
    placeholderData: keepPreviousData,
  });
}

function NoRows({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered) {
    return (
      <EmptyState icon={IconTableOff} title="No requests yet">
        Every request will be a row here, including refused requests.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconTableOff} title="No request matches" action={<ClearFilters />}>
      Names must match in full, and requesters are found by their user id. Widen the dates, or remove a
      filter.
    </EmptyState>
  );
}

function ReportTable({ rows, columns }: { rows: Row[]; columns: Column[] }) {
  return (
    <Wide label="Check-out requests">
      <Table verticalSpacing="xs" striped stickyHeader={false} fz="sm">
        <ColumnHeads titles={columns.map(({ label }) => label)} />
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              {columns.map(({ id, cell }, index) => (
                <Table.Td key={id}>
                  {cell(row)}
                  {index === 0 && row.decisionsIncomplete && <DecisionsIncomplete />}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

/** The choice of columns. The address holds it, so that a link shows the same columns. */
function ColumnChoice() {
  const [{ columns }, change] = useReportsSearch();
  const shown = columnsOf(columns).map(({ id }) => id);
  // The last column cannot be removed: a table needs one.
  const choose = (ids: string[]) =>
    ids.length > 0 && change({ columns: isDefaultChoice(ids) ? undefined : ids });
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <ScrollArea.Autosize mah="min(60vh, 420px)" type="auto" offsetScrollbars>
          <Checkbox.Group label="Columns shown" value={shown} onChange={choose}>
            <Stack gap={6} mt="xs">
              {COLUMNS.map(({ id, label }) => (
                <Checkbox key={id} value={id} label={label} size="sm" />
              ))}
            </Stack>
          </Checkbox.Group>
        </ScrollArea.Autosize>
        <Button mt="sm" size="xs" variant="default" fullWidth onClick={() => change({ columns: undefined })}>
          Default columns
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

const isDefaultChoice = (ids: string[]): boolean =>
  ids.length === DEFAULT_COLUMNS.length && DEFAULT_COLUMNS.every((id) => ids.includes(id));
