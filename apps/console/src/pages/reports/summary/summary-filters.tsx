import { useMemo } from 'react';
import { Select, SimpleGrid } from '@mantine/core';
import { DayRange } from '../day-range.js';
import { readersZone, zones } from '../period.js';
import { BUCKETS } from '../search.js';
import type { Bucket } from '../search.js';
import { useReportsSearch } from '../use-search.js';

/** More zones than this are found by typing. */
const ZONES_SHOWN = 30;

/** Of which days, in which steps, and whose days. */
export function SummaryFilters() {
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
        nothingFoundMessage="There is no such zone"
        onChange={(chosen) => change({ timeZone: chosen ?? undefined })}
      />
    </SimpleGrid>
  );
}
