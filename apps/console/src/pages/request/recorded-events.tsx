import { useState } from 'react';
import { Button, Code, Group, Stack, Text } from '@mantine/core';
import type { RecordedEvent } from '../../requests/types.js';
import { useRecordedEvents } from '../../requests/use-requests.js';
import { CopyText } from '../../shared/copy-text.js';
import { Instant } from '../../shared/instant.js';
import { Loading } from '../../shared/loading.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import classes from './recorded-events.module.css';

/** The events of a request as they are recorded, once somebody asks for them. */
export function RecordedEvents({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Stack gap="xs" mt="md" align="stretch">
      <Group>
        <Button variant="default" size="xs" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide the recorded events' : 'Show the recorded events'}
        </Button>
      </Group>
      {isOpen && <EventList id={id} />}
    </Stack>
  );
}

function EventList({ id }: { id: string }) {
  const { data, error, refetch } = useRecordedEvents(id);
  if (data)
    return (
      <ol className={classes['events']} aria-label="The events as recorded, oldest first">
        {data.items.map((event) => (
          <li key={event.id}>
            <Event event={event} />
          </li>
        ))}
      </ol>
    );
  if (!error) return <Loading lines={4} height={28} />;
  return <ProblemAlert error={error} title="The events could not be loaded" onRetry={() => void refetch()} />;
}

/** One event; all of it when opened. */
function Event({ event }: { event: RecordedEvent }) {
  const { type, log, position, at, hash } = event;
  return (
    <details>
      <summary>
        <Group gap="xs" display="inline-flex" maw="calc(100% - 1.5rem)">
          <Code>{type}</Code>
          <Text size="xs" span c="dimmed">
            {log} log, position {position}
          </Text>
        </Group>
      </summary>
      <Text size="xs" component="div" mt="xs">
        Recorded <Instant at={at} />, hash <Code>{hash.slice(0, 10)}</Code>{' '}
        <CopyText text={hash} what={`hash of ${type}`} />
      </Text>
      <Code block mt="xs" tabIndex={0} aria-label="The event as JSON">
        {JSON.stringify(event, null, 2)}
      </Code>
    </details>
  );
}
