import { useMemo } from 'react';
import { read } from '@countersign/api-client';
import { Paper, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.js';
import { keys } from '../../../api/keys.js';
import { Loading } from '../../../shared/loading.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { DayRange } from '../filters.js';
import { periodOf, readersZone, zones } from '../../../shared/period.js';
import classes from '../reports.module.css';
import { BUCKETS } from '../search.js';
import type { Bucket } from '../search.js';
import { useReportsSearch } from '../use-search.js';
import {
  approvers,
  headline,
  overTime,
  policyTimes,
  refusals,
  stepTimes,
  topRequesters,
  topResources,
} from './figure-data.js';
import type { Summary } from './figure-data.js';
import { Figure } from './figure.js';

/** A summary reads every request of its period, so it is refreshed by time and not by notices. */
const REFRESH_MS = 60_000;

/** Numbers and charts about the requests of a period. */
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
    refetchInterval: REFRESH_MS,
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

/** Further zones are found by typing. */
const ZONES_SHOWN = 30;

/** The days, the size of buckets, and the time zone. */
function SummaryFilters() {
  const [{ bucket = 'day', timeZone = readersZone() }, change] = useReportsSearch();
  const data = useMemo(() => [...new Set([...zones(), timeZone])], [timeZone]);
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" role="search" aria-label="Filters">
      <DayRange />
      <Select
        label="By"
        data={BUCKETS.map((value) => ({ value, label: `${value.charAt(0).toUpperCase()}${value.slice(1)}` }))}
        value={bucket}
        allowDeselect={false}
        onChange={(chosen) => change({ bucket: chosen as Bucket })}
      />
      <Select
        label="Time zone"
        data={data}
        value={timeZone}
        searchable
        limit={ZONES_SHOWN}
        allowDeselect={false}
        nothingFoundMessage="No such time zone"
        onChange={(chosen) => change({ timeZone: chosen ?? undefined })}
      />
    </SimpleGrid>
  );
}

/** Shows the value above its label, although a list has the term first. */
const AMOUNT_FIRST = { flexDirection: 'column-reverse', justifyContent: 'flex-end' } as const;

/** The numbers above the figures. */
function Headline({ summary }: { summary: Summary }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, md: 5 }} spacing="sm" m={0}>
      {headline(summary).map(([what, amount]) => (
        <Paper withBorder p="sm" key={what} display="flex" style={AMOUNT_FIRST}>
          <Text component="dt" size="sm" c="dimmed">
            {what}
          </Text>
          <Text component="dd" m={0} size="xl" fw={650}>
            {amount}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
