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
  @Column('text', { name: 'actor_issuer' }) actorIssuer!: string;
  @Column('text', { name: 'actor_id' }) actorId!: string;
  /** Name and e-mail address are null where nobody gave them, and where they were erased. */
  @Column('text', { name: 'actor_name', nullable: true }) actorName!: string | null;
  @Column('text', { name: 'actor_email', nullable: true }) actorEmail!: string | null;
  @Column('timestamptz', { name: 'erased_at', nullable: true }) erasedAt!: Date | null;
  @Column('text') operation!: string;
  @Column('uuid', { name: 'request_id', nullable: true }) requestId!: string | null;
  @Column('text', { nullable: true }) resource!: string | null;
  @Column('text', { nullable: true }) account!: string | null;
  @Column('text') code!: string;
  @Column('text') detail!: string;
  @Column('int') count!: number;
}
