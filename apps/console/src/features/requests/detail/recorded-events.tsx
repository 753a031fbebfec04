import { useState } from 'react';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { ActionIcon, Button, Code, CopyButton, Group, Stack, Text, Tooltip } from '@mantine/core';
import { Loading } from '../../../shared/loading.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { Instant } from '../../../shared/times.js';
import type { RecordedEvent } from '../types.js';
import { useRecordedEvents } from '../use-requests.js';
import classes from './recorded-events.module.css';

/** The recorded events of a request, read when they are opened. */
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

/** One event; opened, it shows its JSON. */
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

/** A button that copies a text. @param what - the name of the text, such as "hash" */
function CopyText({ text, what }: { text: string; what: string }) {
  return (
    <CopyButton value={text} timeout={2_000}>
      {({ copied, copy }) => (
        <Tooltip
          label={copied ? 'Copied' : `Copy ${what}`}
          events={{ hover: true, focus: true, touch: true }}
        >
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            onClick={copy}
            aria-label={copied ? 'Copied' : `Copy ${what}`}
          >
            {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
