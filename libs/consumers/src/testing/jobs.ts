import { randomBytes, randomUUID } from 'node:crypto';
import type { DomainEvent, Folding, RecordedEvent } from '@countersign/contracts';
import { createDecideRunner, processCommand } from '@countersign/event-log';
import type { CommandContext, DecideRunner, EventLog, Fold } from '@countersign/event-log';
import type { DeadlineChange, DueDeadline, DueHandler } from '../deadlines/deadline.js';

/** A minimal domain with deadlines: a job is planned, can be moved, and ends at its time at the latest. */
export type JobEvent =
  DomainEvent<'job.planned', { key: string; dueAt: string }> | DomainEvent<'job.done', { key: string }>;

export const planned = (key: string, dueAt: Date): JobEvent => ({
  type: 'job.planned',
  schemaVersion: 1,
  data: { key, dueAt: dueAt.toISOString() },
});
export const done = (key: string): JobEvent => ({ type: 'job.done', schemaVersion: 1, data: { key } });

export function jobDeadlineOf(event: RecordedEvent): DeadlineChange | null {
  const { type, data } = event as unknown as JobEvent;
  return type === 'job.planned'
    ? { kind: 'set', key: data.key, dueAt: data.dueAt }
    : { kind: 'clear', key: data.key };
}

/** A job belongs to its own stream. */
const jobStreams = ({ data }: DomainEvent): string[] => [`job-${(data as JobEvent['data']).key}`];

interface Job {
  dueAt: string | null;
}
const fold: Fold<Job, Folding<JobEvent>> = {
  initialState: { dueAt: null },
  evolve: (_, event) => ({ dueAt: event.type === 'job.planned' ? event.data.dueAt : null }),
};

/** Ends a job at its time. */
export class JobEnd implements DueHandler {
  private readonly runner: DecideRunner;

  constructor(log: EventLog) {
    this.runner = createDecideRunner(log, { streamsOf: jobStreams });
  }

  async handle({ key, eventId, correlationId }: DueDeadline, now: Date): Promise<void> {
    const command = processCommand('request-deadlines', eventId, 0);
    const context: CommandContext = {
      command,
      actor: { kind: 'service', id: 'request' },
      personal: null,
      correlationId,
      causationId: eventId,
      traceparent: null,
    };
    await this.runner.run(context, async (loader) => {
      const { state } = await loader.load(`job-${key}`, fold);
      const isDue = state.dueAt !== null && Date.parse(state.dueAt) <= now.getTime();
      return {
        events: isDue ? [done(key)] : [],
        result: { status: 200, code: null, ids: {} },
      };
    });
  }
}

/** Appends an event of a job, without any rule. */
export async function appendJob(log: EventLog, event: JobEvent, expectedVersion = 0): Promise<void> {
  await log.append({
    command: { id: randomBytes(32).toString('hex'), payload: 'null' },
    result: { status: 200, code: null, ids: {} },
    events: [{ event, streams: jobStreams(event) }],
    expected: jobStreams(event).map((stream) => ({ stream, version: expectedVersion })),
    actor: { kind: 'service', id: 'test' },
    personal: null,
    correlationId: randomUUID(),
    causationId: null,
    traceparent: null,
  });
}
