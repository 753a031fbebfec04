import { SimpleGrid, Stack, Text } from '@mantine/core';
import { read } from '@countersign/api-client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.js';
import { keys } from '../../../api/keys.js';
import { Loading } from '../../../shared/loading.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import classes from '../reports.module.css';
import { periodOf, readersZone } from '../period.js';
import { useReportsSearch } from '../use-search.js';
import {
  approvers,
  overTime,
  policyTimes,
  refusals,
  stepTimes,
  topRequesters,
  topResources,
} from './figure-data.js';
import type { Summary } from './figure-data.js';
import { Figure } from './figure.js';
import { Headline } from './headline.js';
import { SummaryFilters } from './summary-filters.js';

/** A summary reads every request of its time: it follows at a distance, not with every change. */
const REFRESHED_EVERY_MS = 60_000;

/** Numbers and charts about the requests of a time. */
export function SummaryPanel() {
  const { data, error, refetch } = useSummary();
  return (
    <Stack gap="md" className={classes['charts']}>
      <SummaryFilters />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Loading lines={4} height={180} />}
      {data && <Figures summary={data} />}
    </Stack>
  );
}

function useSummary() {
  const api = useApi();
  const [search] = useReportsSearch();
  const { bucket = 'day', timeZone = readersZone() } = search;
  const query = { ...periodOf(search, timeZone), bucket, timeZone };
  return useQuery({
    queryKey: [...keys.reports, 'summary', query],
    queryFn: ({ signal }) => read(api.GET('/v1/reports/summary', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESHED_EVERY_MS,
  });
}

function Figures({ summary }: { summary: Summary }) {
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {rangeText(summary)}
      </Text>
      <Headline summary={summary} />
      <Figure figure={overTime(summary)} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        {[policyTimes, stepTimes, approvers, refusals, topResources, topRequesters].map((figure) => (
          <Figure key={figure.name} figure={figure(summary)} />
        ))}
      </SimpleGrid>
    </>
  );
}

function rangeText({ from, to, timeZone }: Summary): string {
  const format = Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return `${format.format(new Date(from))} to ${format.format(new Date(to))}, ${timeZone}`;
}
