import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CheckpointHead } from '@countersign/contracts';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** One signed checkpoint of all logs. */
@Entity({ name: 'checkpoint', schema: REPORTING_SCHEMA, synchronize: false })
export class CheckpointEntity {
  /** Of the event. */
  @PrimaryColumn('uuid') id!: string;
  @Column('bigint', { transformer: { from: Number, to: String } }) position!: number;
  @Column('timestamptz') at!: Date;
  @Column('jsonb') heads!: CheckpointHead[];
  @Column('text') jws!: string;
}
