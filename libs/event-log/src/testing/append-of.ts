import type { Actor, DomainEvent, JsonObject } from '@countersign/contracts';
import { httpCommand } from '../command-id.js';
import type { Append, EventAppend, PersonalData } from '../event-log.js';

export const alice = { kind: 'person', issuer: 'https://id.example.com', id: 'alice' } satisfies Actor;

/** The personal data in Alice's token and call. */
export const aboutAlice = {
  name: 'Alice Archer',
  email: 'alice@example.com',
  address: '192.0.2.7',
  userAgent: 'curl/8.0',
} satisfies PersonalData;

/** An event without a particular meaning. */
export const noted = (data: JsonObject = { text: 'noted' }, type = 'test.noted'): DomainEvent => ({
  type,
  schemaVersion: 1,
  data,
});

/** Events that belong only to one stream, which is at a version. */
export interface To {
  stream: string;
  expectedVersion: number;
  events: DomainEvent[];
}

/** Events for a stream that is at a version. */
export const to = (stream: string, expectedVersion: number, ...events: DomainEvent[]): To => ({
  stream,
  expectedVersion,
  events: events.length ? events : [noted()],
});

/** A command's identity from its key; without a key, every call is a new command. */
export const commandOf = (key?: string, payload: unknown = null) =>
  httpCommand({
    issuer: alice.issuer,
    subject: 'alice',
    operation: 'test',
    target: '',
    key,
    payload,
  });

/** An append of events to these streams, each event in one stream. */
export function appendOf(streams: To[], more: Partial<Append> = {}): Append {
  const expected = streams.map(({ stream, expectedVersion: version }) => ({ stream, version }));
  const events = streams.flatMap(({ stream, events }) =>
    events.map((event) => ({ event, streams: [stream] })),
  );
  return appendOfEvents(events, expected, more);
}

/** An append of events that can belong to several streams. */
export function appendOfEvents(
  events: EventAppend[],
  expected: Append['expected'],
  more: Partial<Append> = {},
): Append {
  return {
    command: commandOf(),
    result: { status: 201, code: null, ids: {} },
    events,
    expected,
    actor: alice,
    personal: aboutAlice,
    correlationId: 'correlation',
    causationId: null,
    traceparent: null,
    ...more,
  };
}
