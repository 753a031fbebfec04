import type { Schema } from '@countersign/api-client';
import { personName, textOrErasure } from '../../output/person.js';
import { table } from '../../output/table.js';

/** What happened, an act a line. */
export function actsText({ items }: Schema<'Timeline'>): string {
  return table(items, [
    { title: 'at', of: ({ at }) => at },
    { title: 'act', of: ({ act }) => act },
    { title: 'by', of: ({ actor }) => personName(actor) },
    { title: 'what happened', of: ({ text }) => text },
    { title: 'comment', of: ({ comment, erasedAt }) => textOrErasure(comment, erasedAt) },
  ]);
}

/** The events as recorded, each with its place in its log and its hash. */
export function eventsText({ items }: Schema<'RawTimeline'>): string {
  return table(items, [
    { title: 'at', of: ({ at }) => at },
    { title: 'event', of: ({ type }) => type },
    { title: 'by', of: actorOf },
    { title: 'log', of: ({ log }) => log },
    { title: 'position', of: ({ position }) => position },
    { title: 'hash', of: ({ hash }) => hash },
  ]);
}

function actorOf({ actor, private: texts, erasedAt }: Schema<'RecordedEvent'>): string {
  const { id } = actor;
  return personName({ id, name: texts?.name ?? null, erasedAt });
}
