import type { Actor, DomainEvent, JsonObject } from '@countersign/contracts';
import { httpCommand } from '../command-id.js';
import type { Append, StreamAppend } from '../event-log.js';

export const alice = {
  kind: 'person',
  issuer: 'https://id.example.com',
  id: 'alice',
  name: 'Alice Archer',
  email: null,
} satisfies Actor;

/** An event whose meaning does not matter. */
export const noted = (data: JsonObject = { text: 'noted' }, type = 'test.noted'): DomainEvent => ({
  type,
  schemaVersion: 1,
  data,
});

/** Events for a stream that is at a version. */
export const to = (stream: string, expectedVersion: number, ...events: DomainEvent[]): StreamAppend => ({
  stream,
  expectedVersion,
  events: events.length ? events : [noted()],
});

/** A command's identity by its key; without one, each is another command. */
export const commandOf = (key?: string, payload: unknown = null) =>
  httpCommand({
    issuer: alice.issuer,
    subject: 'alice',
    operation: 'test',
    target: '',
    key,
    payload,
  });

/** An append of these streams. */
export const appendOf = (streams: StreamAppend[], more: Partial<Append> = {}): Append => ({
  command: commandOf(),
  result: { status: 201, code: null, ids: {} },
  streams,
  actor: alice,
  correlationId: 'correlation',
  causationId: null,
  traceparent: null,
  ...more,
});
