import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LogName } from '@countersign/contracts';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** One record of what a person tried and was refused. */
@Entity({ name: 'refused_attempt', schema: REPORTING_SCHEMA, synchronize: false })
export class AttemptEntity {
  /** Of the event. */
  @PrimaryColumn('uuid') id!: string;
  @Column('text') log!: LogName;
  @Column('bigint', { transformer: { from: Number, to: String } }) position!: number;
  @Column('timestamptz') at!: Date;
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @Column('text', { name: 'actor_name' }) actorName!: string;
  @Column('text', { name: 'actor_email', nullable: true }) actorEmail!: string | null;
  @Column('text') operation!: string;
  @Column('uuid', { name: 'request_id', nullable: true }) requestId!: string | null;
  @Column('text', { nullable: true }) resource!: string | null;
  @Column('text', { nullable: true }) account!: string | null;
  @Column('text') code!: string;
  @Column('text') detail!: string;
  @Column('int') count!: number;
}
