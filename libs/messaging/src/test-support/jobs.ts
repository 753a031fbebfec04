import { randomBytes, randomUUID } from 'node:crypto';
import type { DomainEvent, RecordedEvent } from '@countersign/contracts';
import { createDecideRunner, processCommand } from '@countersign/event-log';
import type { DecideRunner, EventLog, Fold } from '@countersign/event-log';
import type { DeadlineChange, DueDeadline, DueHandler } from '../deadlines/due-handler.js';

/** The least that has deadlines: a job is planned, may be moved, and is done, at its time at the latest. */
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

interface Job {
  dueAt: string | null;
}
const fold: Fold<Job, JobEvent> = {
  initialState: { dueAt: null },
  evolve: (_, event) => ({ dueAt: event.type === 'job.planned' ? event.data.dueAt : null }),
};

/** Ends a job at its time. */
export class JobEnd implements DueHandler {
  private readonly runner: DecideRunner;

  constructor(log: EventLog) {
    this.runner = createDecideRunner(log);
  }

  async handle({ key, eventId, correlationId }: DueDeadline, now: Date): Promise<void> {
    const command = processCommand('request-deadlines', eventId, 0);
    const actor = { kind: 'service', id: 'test' } as const;
    const context = { command, actor, correlationId, causationId: eventId, traceparent: null };
    await this.runner.run(context, async (loader) => {
      const { stream, state, version } = await loader.load(`job-${key}`, fold);
      const isDue = state.dueAt !== null && Date.parse(state.dueAt) <= now.getTime();
      return {
        streams: isDue ? [{ stream, expectedVersion: version, events: [done(key)] }] : [],
        result: { status: 200, code: null, ids: {} },
      };
    });
  }
}

/** Appends an event of a job, without any rule. */
export async function appendJob(log: EventLog, event: JobEvent, expectedVersion = 0): Promise<void> {
  await log.append({
    command: { id: randomBytes(32).toString('hex'), fingerprint: randomBytes(32).toString('hex') },
    result: { status: 200, code: null, ids: {} },
    streams: [{ stream: `job-${event.data.key}`, expectedVersion, events: [event] }],
    actor: { kind: 'service', id: 'test' },
    ...{ correlationId: randomUUID(), causationId: null, traceparent: null },
  });
}
