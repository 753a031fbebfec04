import { Column, Entity, PrimaryColumn } from 'typeorm';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import type { Progress } from './progress.js';

/** Whom a request waits for, from the approval log alone; see {@link Progress}. */
@Entity({ name: 'inbox', schema: REPORTING_SCHEMA, synchronize: false })
export class InboxEntity {
  @PrimaryColumn('uuid', { name: 'request_id' }) requestId!: string;
  /** 0-based; null when the approval has ended. */
  @Column('int', { name: 'open_step', nullable: true }) openStep!: number | null;
  /** Keys of the approvers of the open step. */
  @Column('text', { name: 'open_to', array: true }) openTo!: string[];
  /** Keys of the persons whom a rule excludes from it. */
  @Column('text', { name: 'closed_to', array: true }) closedTo!: string[];
  /** What the next event is folded onto. */
  @Column('json', { select: false }) progress!: Progress;
}
