import { hasRole, instant, NotAllowed } from '@countersign/contracts';
import type { Caller, checkpointRpc, CheckpointView, RequestOf, ResponseOf } from '@countersign/contracts';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { CheckpointEntity } from './checkpoints.entity.js';

/** Query of `GET /v1/audit/checkpoints`, checked and with its defaults. */
type CheckpointsQuery = RequestOf<typeof checkpointRpc.list>['query'];

/** The checkpoints on record, for auditors to keep. */
export class CheckpointLists {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A page, the newest first.
   * @throws NotAllowed to who is no auditor; InvalidInput when the cursor is of another list
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

/** Keyset, not offset: what comes between two pages neither repeats nor hides a row. */
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
