import { IconHandStop } from '@tabler/icons-react';
import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import { Code, SimpleGrid, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ColumnHeads } from './column-heads.js';
import { useApi } from '../../api/api-context.js';
import { keys } from '../../api/keys.js';
import { EmptyState } from '../../shared/empty-state.js';
import { LinkTo } from '../../shared/links.js';
import { Loading } from '../../shared/loading.js';
import { PersonName } from '../../shared/person-name.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { Instant } from '../../shared/times.js';
import { DayRange, FilterText } from './filters.js';
import { Pager, usePaging } from './paging.js';
import { periodOf, readersZone } from '../../shared/period.js';
import classes from './reports.module.css';
import { useReportsSearch } from './use-search.js';
import { Wide } from './wide.js';
import { isolated } from '../../shared/isolated.js';

const PAGE_SIZE = 50;
/** Attempts have no notices, and repeated ones are counted for up to a minute before they are recorded. */
const REFRESH_MS = 15_000;

/** Commands that people tried and that were refused. */
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
  const page = { ...query, limit: PAGE_SIZE, ...(paging.cursor !== undefined && { cursor: paging.cursor }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: [...keys.reports, 'refused-attempts', page],
    queryFn: ({ signal }) => read(api.GET('/v1/refused-attempts', { params: { query: page }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
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
      Attempts that the rules do not allow are listed here. To find a person, enter their full user id.
    </EmptyState>
  );
}

type Attempt = Schema<'RefusedAttempt'>;

const COLUMNS = ['When', 'Person', 'Attempt', 'Target', 'Refused because', 'Count'];

/** `request.check_out` is "Check out". */
const attemptText = (operation: string): string => {
  const words = operation.slice(operation.indexOf('.') + 1).replaceAll(/[_-]/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/** Attempts, newest first. */
function AttemptsTable({ attempts }: { attempts: Attempt[] }) {
  return (
    <Wide label="Refused attempts">
      <Table verticalSpacing="xs" striped fz="sm">
        <ColumnHeads titles={COLUMNS} />
        <Table.Tbody>
          {attempts.map((attempt) => (
            <AttemptRow key={attempt.id} attempt={attempt} />
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

function AttemptRow({ attempt }: { attempt: Attempt }) {
  const { at, actor, operation, code, detail, count } = attempt;
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <Instant at={at} />
      </Table.Td>
      <Table.Td>
        <PersonName person={actor} />
      </Table.Td>
      <Table.Td>{attemptText(operation)}</Table.Td>
      <Table.Td>
        <Target attempt={attempt} />
      </Table.Td>
      <Table.Td className={classes['lines']}>
        <Code>{code}</Code>
        <Text size="sm">{detail}</Text>
      </Table.Td>
      <Table.Td>{count}</Table.Td>
    </Table.Tr>
  );
}

function Target({ attempt: { requestId, resource, account } }: { attempt: Attempt }) {
  const name = [resource, account].flatMap((part) => (part === null ? [] : isolated(part))).join(' · ');
  if (requestId === null) return <>{name || '–'}</>;
  return (
    <LinkTo to="/requests/$id" params={{ id: requestId }} size="sm">
      {name || 'the request'}
    </LinkTo>
  );
}
