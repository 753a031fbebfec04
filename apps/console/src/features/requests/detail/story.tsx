import { Text } from '@mantine/core';
import { Loading } from '../../../shared/loading.js';
import { Path, Station } from '../../../shared/path.js';
import { PersonName } from '../../../shared/person-name.js';
import { writtenText } from '../../../shared/person-text.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { readableSentence } from '../../../shared/sentence-text.js';
import { Instant } from '../../../shared/times.js';
import type { TimelineItem } from '../types.js';
import { useTimeline } from '../use-requests.js';
import { actLook } from './act-look.js';
import classes from './decision-line.module.css';
import { RecordedEvents } from './recorded-events.js';

/** The history of a request in plain words; the recorded events on demand. */
export function Story({ id }: { id: string }) {
  const timeline = useTimeline(id);
  if (timeline.isPending) return <Loading lines={4} height={48} />;
  if (timeline.isError && !timeline.data)
    return (
      <ProblemAlert
        error={timeline.error}
        title="The history could not be loaded"
        onRetry={() => void timeline.refetch()}
      />
    );
  return (
    <>
      <Path label="Everything that happened, oldest first">
        {timeline.data.items.map((item) => (
          <Station key={keyOf(item)} {...actLook(item.act)}>
            <Act item={item} />
          </Station>
        ))}
      </Path>
      <RecordedEvents id={id} />
    </>
  );
}

/** The first event of an act identifies it. */
function keyOf({ at, act, events: [first] }: TimelineItem): string {
  return first ? `${first.log} ${first.position}` : `${at} ${act}`;
}

function Act({ item: { actor, at, comment, erasedAt, text } }: { item: TimelineItem }) {
  const said = writtenText(comment, erasedAt);
  return (
    <>
      <Text size="sm" component="div">
        <Sentence text={text} actor={actor} />
      </Text>
      <Text size="xs" c="dimmed" component="div">
        <Instant at={at} />
      </Text>
      {said !== null && (
        <Text size="sm" component="blockquote" className={classes['comment'] ?? ''}>
          {said}
        </Text>
      )}
    </>
  );
}

/** The sentence of an act; a person's name at its start shows id and e-mail address on hover. */
function Sentence({ text, actor }: Pick<TimelineItem, 'text' | 'actor'>) {
  const name = actor.name ?? actor.id;
  if (actor.kind !== 'person' || !text.startsWith(`${name} `)) return readableSentence(text);
  return (
    <>
      <PersonName person={actor} />
      {readableSentence(text.slice(name.length))}
    </>
  );
}
