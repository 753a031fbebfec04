import { Code, Group, Text } from '@mantine/core';
import { privateTextsOf } from '@countersign/api-client';
import dayjs from 'dayjs';
import { nearInstant } from '../../../shared/instant-text.js';
import { Instant } from '../../../shared/instant.js';
import classes from '../reports.module.css';
import type { AuditEvent } from './follow-events.js';

/** One event; all of it when opened. */
export function EventItem({ event }: { event: AuditEvent }) {
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
            {actor.kind === 'person' ? (texts?.name ?? actor.id) : `the ${actor.id} service`}
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
