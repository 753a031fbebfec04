import { Injectable } from '@nestjs/common';
import type { ApprovalEvent, ApprovalOpened, LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/messaging';
import { DEADLINE_CHANNEL } from './deadline-table.js';

const insert = (table: string): string => `
  INSERT INTO ${table} (request_id, due_at, event_id, correlation_id)
  SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[])
  ON CONFLICT (request_id) DO NOTHING`;

const remove = (table: string): string => `DELETE FROM ${table} WHERE request_id = ANY ($1)`;

const ENDINGS = ['approval.approved', 'approval.rejected', 'approval.cancelled', 'approval.expired'];

/** Which approvals are pending, and until when. */
@Injectable()
export class DeadlineProjection implements Projection {
  readonly name = 'approval-deadlines';
  readonly logs = ['approval'] as const;
  readonly tables = ['deadline'] as const;

  async apply(events: RecordedEvent[], _log: LogName, tx: ProjectionTransaction): Promise<void> {
    const opened = events.filter(isOpened);
    const ended = events.filter(({ type }) => ENDINGS.includes(type));
    if (opened.length) {
      await tx.client.query(insert(tx.table('deadline')), columns(opened));
      await tx.client.query('SELECT pg_notify($1, $2)', [DEADLINE_CHANNEL, '']);
    }
    // An approval is opened before it ends, also within one batch.
    if (ended.length) await tx.client.query(remove(tx.table('deadline')), [ended.map(requestIdOf)]);
  }
}

function columns(opened: RecordedEvent<ApprovalOpened>[]): string[][] {
  return [
    opened.map(({ data }) => data.requestId),
    opened.map(({ data }) => data.expiresAt),
    opened.map(({ id }) => id),
    opened.map(({ correlationId }) => correlationId),
  ];
}

function isOpened(event: RecordedEvent): event is RecordedEvent<ApprovalOpened> {
  return event.type === 'approval.opened';
}

function requestIdOf(event: RecordedEvent): string {
  return (event as RecordedEvent<ApprovalEvent>).data.requestId;
}
