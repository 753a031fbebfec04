import { hasRole, instant, NotAllowed } from '@countersign/contracts';
import type {
  Caller,
  checkpointRpc,
  CheckpointView,
  RequestOf,
  ResponseOf,
  CheckpointHead,
} from '@countersign/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** A signed checkpoint of all logs. */
@Entity({ name: 'checkpoint', schema: REPORTING_SCHEMA, synchronize: false })
export class CheckpointEntity {
  /** Of the event. */
  @PrimaryColumn('uuid') id!: string;
  @Column('bigint', { transformer: { from: Number, to: String } }) position!: number;
  @Column('timestamptz') at!: Date;
  @Column('jsonb') heads!: CheckpointHead[];
  @Column('text') jws!: string;
}

/** Query of `GET /v1/audit/checkpoints`, checked and with its defaults. */
type CheckpointsQuery = RequestOf<typeof checkpointRpc.list>['query'];

/** Lists of checkpoints, for auditors to keep. */
export class CheckpointLists {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A page, newest first.
   * @throws NotAllowed unless the caller is an auditor; InvalidInput when the cursor belongs to another list
   */
  async page(query: CheckpointsQuery, caller: Caller): Promise<ResponseOf<typeof checkpointRpc.list>> {
    if (!hasRole(caller, 'auditor')) throw new NotAllowed('auditor');
    const rows = await pageOf(this.dataSource.createQueryBuilder(CheckpointEntity, 'c'), query).getMany();
    const items = rows.slice(0, query.limit).map(checkpointView);
    const last = items.at(-1);
    const more = rows.length > query.limit && last;
    return { items, nextCursor: more ? encodeCursor({ keys: [last.at], id: last.id }, query) : null };
  }
}

/** A keyset, not an offset: checkpoints recorded between two pages neither repeat nor hide a row. */
function pageOf(
  checkpoints: SelectQueryBuilder<CheckpointEntity>,
  query: CheckpointsQuery,
): SelectQueryBuilder<CheckpointEntity> {
  const { from, to, cursor, limit } = query;
  if (from !== undefined) checkpoints.andWhere('c.at >= :from', { from });
  if (to !== undefined) checkpoints.andWhere('c.at < :to', { to });
  if (cursor !== undefined) {
    const { keys, id } = decodeCursor(cursor, query, z.tuple([instant]));
    checkpoints.andWhere('(c.at, c.id) < (:at, :id)', { at: keys[0], id });
  }
  return checkpoints
    .orderBy('c.at', 'DESC')
    .addOrderBy('c.id', 'DESC')
    .limit(limit + 1);
}

function checkpointView({ id, position, at, heads, jws }: CheckpointEntity): CheckpointView {
  return { id, position, at: at.toISOString(), heads, jws };
}
