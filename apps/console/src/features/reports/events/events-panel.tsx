import { useMemo } from 'react';
import { IconFileText } from '@tabler/icons-react';
import { privateTextsOf } from '@countersign/api-client';
import { Code, Group, SimpleGrid, TagsInput, Text } from '@mantine/core';
import dayjs from 'dayjs';
import { EmptyState } from '../../../shared/empty-state.js';
import { nearInstant } from '../../../shared/instant-text.js';
import { Loading } from '../../../shared/loading.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { Instant } from '../../../shared/times.js';
import { DayRange, FilterText } from '../filters.js';
import { periodOf, readersZone } from '../../../shared/period.js';
import classes from '../reports.module.css';
import { isEventType } from '../search.js';
import { useReportsSearch } from '../use-search.js';
import type { AuditEvent } from './follow-events.js';
import { MAX_EVENTS, useEvents } from './use-events.js';
import { Name } from '../../../shared/name.js';

/** Suggested families of types; single types can be typed. */
const FAMILIES = ['access.*', 'approval.*', 'policy.*', 'request.*'];

/** The audit events, with new events as they happen. */
export function EventsPanel() {
  const [search] = useReportsSearch();
  const aDayAgo = useMemo(() => dayjs().subtract(1, 'day').toISOString(), []);
  const { type, subject } = search;
  const filters = {
    from: aDayAgo,
    ...periodOf(search, readersZone()),
    ...(type && { type }),
    ...(subject !== undefined && { subject }),
  };
  const { events, isAtEnd, error, retry } = useEvents(filters);
  return (
    <>
      <EventFilters />
      <Text role="status" size="sm" c="dimmed" mb="xs">
        {error ? '' : summaryText(events.length, isAtEnd)}{' '}
        {search.from === undefined && 'Showing the last 24 hours.'}
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

function summaryText(count: number, isAtEnd: boolean): string {
  if (!isAtEnd && count === 0) return 'Reading the log …';
  const shown =
    count === MAX_EVENTS ? `The newest ${count} events` : `${count} ${count === 1 ? 'event' : 'events'}`;
  return `${shown}, newest first. New events appear automatically.`;
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
    <EmptyState icon={IconFileText} title="No event matches">
      Choose an earlier day, or remove a filter. New events appear here automatically.
    </EmptyState>
  );
}

/** One event; opened, it shows its JSON. */
function EventItem({ event }: { event: AuditEvent }) {
  const { actor } = event.data;
  const texts = privateTextsOf(event);
  return (
    <details className={classes['event']}>
      <summary>
        <Group gap="sm" display="inline-flex" maw="calc(100% - 1.5rem)">
          <Text size="sm" span>
            {nearInstant(event.time, dayjs())}
          </Text>
          <Code>{event.type}</Code>
          <Text size="sm" span>
            <Name>{actor.kind === 'person' ? (texts?.name ?? actor.id) : `the ${actor.id} service`}</Name>
          </Text>
          <Text size="sm" span c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {event.subject}
          </Text>
        </Group>
      </summary>
      <Text size="sm" component="div" mt="xs">
        Recorded <Instant at={event.time} />, number {event.sequence} of {event.source}
      </Text>
      <Code block mt="xs" tabIndex={0} aria-label="The event as JSON">
        {JSON.stringify(event, null, 2)}
      </Code>
    </details>
  );
}
