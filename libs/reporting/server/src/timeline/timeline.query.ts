import { hasRole, NotFound } from '@countersign/contracts';
import type { Caller, TimelineEntry } from '@countersign/contracts';
import type { DataSource } from 'typeorm';
import { RequestListEntity } from '../request-list/request-list.entity.js';
import { visibleTo } from '../request-list/visibility.js';
import { withoutPolicyScope } from './shown-data.js';
import { TimelineEntity } from './timeline.entity.js';

const AT = `to_char(t.recordedAt AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The story of one request. */
export class Timelines {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Every event of the request in the order of the database's clock; of its policy no more than the caller may read.
   * @throws NotFound when there is no such request or the caller may not see it
   */
  async of(requestId: string, caller: Caller): Promise<TimelineEntry[]> {
    const { entities, raw } = await visibleTo(this.entriesOf(requestId), caller).getRawAndEntities<{
      at: string;
    }>();
    if (!entities.length) throw new NotFound('request');
    const entries = entities.map((entry, row) => entryView(entry, raw[row]?.at ?? ''));
    if (hasRole(caller, 'policy-admin', 'auditor')) return entries;
    return entries.map((entry) => ({ ...entry, data: withoutPolicyScope(entry.data) }));
  }

  private entriesOf(requestId: string) {
    return this.dataSource
      .createQueryBuilder(TimelineEntity, 't')
      .innerJoin(RequestListEntity, 'r', 'r.id = t.requestId')
      .where('t.requestId = :requestId', { requestId })
      .addSelect(AT, 'at')
      .orderBy('t.recordedAt')
      .addOrderBy('t.log')
      .addOrderBy('t.position');
  }
}

function entryView(
  { log, position, id, type, actor, comment, data, hash }: TimelineEntity,
  at: string,
): TimelineEntry {
  return { log, position, id, type, at, actor, comment, data, hash };
}
