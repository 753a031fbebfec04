import { useMemo } from 'react';
import { IconFileText } from '@tabler/icons-react';
import { SimpleGrid, TagsInput, Text } from '@mantine/core';
import dayjs from 'dayjs';
import { EmptyState } from '../../../shared/empty-state.js';
import { Loading } from '../../../shared/loading.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { DayRange } from '../day-range.js';
import { FilterText } from '../filter-text.js';
import { periodOf, readersZone } from '../period.js';
import { isEventType } from '../search.js';
import { useReportsSearch } from '../use-search.js';
import { EventItem } from './event-item.js';
import { MOST_EVENTS, useEvents } from './use-events.js';

/** Whole families; single types are typed. */
const FAMILIES = ['access.*', 'approval.*', 'policy.*', 'request.*'];

/** The audit events as they come. */
export function EventsPanel() {
  const [search] = useReportsSearch();
  const aDayAgo = useMemo(() => dayjs().subtract(1, 'day').toISOString(), []);
  const { type, subject } = search;
  const filters = {
    ...{ from: aDayAgo, ...periodOf(search, readersZone()) },
    ...(type && { type }),
    ...(subject !== undefined && { subject }),
  };
  const { events, isAtEnd, error, retry } = useEvents(filters);
  return (
    <>
      <EventFilters />
      <Text role="status" size="sm" c="dimmed" mb="xs">
        {error ? '' : told(events.length, isAtEnd)} {search.from === undefined && 'Of the last 24 hours.'}
      </Text>
      {Boolean(error) && <ProblemAlert error={error} onRetry={retry} />}
      {!error && events.length === 0 && !isAtEnd && <Loading lines={8} height={40} />}
      {!error && events.length === 0 && isAtEnd && <NoEvents />}
      {events.map((event) => (
        <EventItem key={event.id} event={event} />
      ))}
    </>
  );
}

function told(count: number, isAtEnd: boolean): string {
  if (!isAtEnd && count === 0) return 'Looking through the log …';
  const shown =
    count === MOST_EVENTS ? `The newest ${count} events` : `${count} ${count === 1 ? 'event' : 'events'}`;
  return `${shown}, the newest first. New ones appear by themselves.`;
}

function EventFilters() {
  const [{ type = [] }, change] = useReportsSearch();
  const choose = (types: string[]) => {
    const known = types.filter(isEventType);
    change({ type: known.length > 0 ? known : undefined });
  };
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" mb="md" role="search" aria-label="Filters">
      <DayRange />
      <TagsInput
        label="Types"
        placeholder={type.length === 0 ? 'Such as access.revoked' : ''}
        data={FAMILIES}
        value={type}
        onChange={choose}
      />
      <FilterText name="subject" label="Subject" placeholder="Such as request-0199…" />
    </SimpleGrid>
  );
}

function NoEvents() {
  return (
    <EmptyState icon={IconFileText} title="No event is like that">
      Choose an earlier day, or take a filter away. New events appear here by themselves.
    </EmptyState>
  );
}
