import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor, LogName, TimelineEntry } from '@countersign/contracts';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** One event of a request, of its approval or of its access, as it was recorded. */
@Entity({ name: 'timeline_entry', schema: REPORTING_SCHEMA, synchronize: false })
export class TimelineEntity {
  @PrimaryColumn('text') log!: LogName;
  @PrimaryColumn('bigint', { transformer: { from: Number, to: String } }) position!: number;
  @Column('uuid', { name: 'request_id' }) requestId!: string;
  @Column('uuid') id!: string;
  @Column('text') type!: string;
  /** Microseconds in the database; a `Date` holds milliseconds, so queries read it as text. */
  @Column('timestamptz', { name: 'recorded_at', select: false }) recordedAt!: Date;
  @Column('json') actor!: Actor;
  @Column('text', { nullable: true }) comment!: string | null;
  @Column('json') data!: TimelineEntry['data'];
  /** Hex SHA-256 of the chain. */
  @Column('text') hash!: string;
}
