import { Code, Group, Text } from '@mantine/core';
import { useTimeline } from '../../requests/use-requests.js';
import { CopyText } from '../../shared/copy-text.js';
import { Instant } from '../../shared/instant.js';
import { Loading } from '../../shared/loading.js';
import { Path, Station } from '../../shared/path.js';
import { PersonName } from '../../shared/person-name.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import classes from './decision-line.module.css';
import { eventLook } from './event-look.js';
import { eventText } from './event-text.js';
import type { TimelineEntry } from './event-text.js';

/** Every event of request, approval and access, in plain words. */
export function Story({ id }: { id: string }) {
  const timeline = useTimeline(id);
  if (timeline.isPending) return <Loading lines={4} height={48} />;
  if (timeline.isError && !timeline.data)
    return (
      <ProblemAlert
        error={timeline.error}
        title="The story could not be loaded"
        onRetry={() => void timeline.refetch()}
      />
    );
  return (
    <Path label="Everything that happened, oldest first">
      {timeline.data.items.map((entry) => (
        <Station key={entry.id} {...eventLook(entry.type)}>
          <Entry entry={entry} />
        </Station>
      ))}
    </Path>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { actor, at, comment, hash, type, log, position } = entry;
  return (
    <>
      <Text size="sm" component="div">
        {eventText(entry)}
      </Text>
      <Group gap={6}>
        <Text size="xs" c="dimmed" component="div">
          {actor.kind === 'person' ? <PersonName person={actor} /> : 'Countersign'} · <Instant at={at} />
        </Text>
        <Group gap={2} wrap="nowrap">
          <Code title={`${type}, ${log} log, position ${position}`}>{hash.slice(0, 10)}</Code>
          <CopyText text={hash} what={`hash of ${type}`} />
        </Group>
      </Group>
      {comment !== null && comment !== '' && (
        <Text size="sm" component="blockquote" className={classes['comment'] ?? ''}>
          {comment}
        </Text>
      )}
    </>
  );
}
