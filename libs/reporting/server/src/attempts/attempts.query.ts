import { hasRole, instant, NotAllowed, viewOfPerson } from '@countersign/contracts';
import type { Caller, RefusedAttemptView, reportingRpc, RequestOf, ResponseOf } from '@countersign/contracts';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { iso } from '../requests/request-view.js';
import { AttemptEntity } from './attempts.entity.js';

/** Query of `GET /v1/refused-attempts`, checked and with its defaults. */
type AttemptsQuery = RequestOf<typeof reportingRpc.attempts>['query'];

/** What people tried and were refused, for those who oversee. */
export class RefusedAttemptLists {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A page, the newest first.
   * @throws NotAllowed to who is neither policy admin nor auditor; InvalidInput when the cursor is of another list
   */
  async page(query: AttemptsQuery, caller: Caller): Promise<ResponseOf<typeof reportingRpc.attempts>> {
    if (!hasRole(caller, 'policy-admin', 'auditor')) throw new NotAllowed('policy-admin or auditor');
    const attempts = filtered(this.dataSource.createQueryBuilder(AttemptEntity, 'a'), query);
    const rows = await fromCursor(attempts, query)
      .limit(query.limit + 1)
      .getMany();
    const items = rows.slice(0, query.limit).map(attemptView);
    const last = items.at(-1);
    const more = rows.length > query.limit && last;
    return { items, nextCursor: more ? encodeCursor({ keys: [last.at], id: last.id }, query) : null };
  }
}

function filtered(
  attempts: SelectQueryBuilder<AttemptEntity>,
  { person, code, from, to }: AttemptsQuery,
): SelectQueryBuilder<AttemptEntity> {
  if (person !== undefined) attempts.andWhere('a.actorId = :person', { person });
  if (code !== undefined) attempts.andWhere('a.code = :code', { code });
  if (from !== undefined) attempts.andWhere('a.at >= :from', { from });
  if (to !== undefined) attempts.andWhere('a.at < :to', { to });
  return attempts;
}

/** Keyset, not offset: what comes between two pages neither repeats nor hides a row. */
function fromCursor(attempts: SelectQueryBuilder<AttemptEntity>, query: AttemptsQuery) {
  if (query.cursor !== undefined) {
    const { keys, id } = decodeCursor(query.cursor, query, z.tuple([instant]));
    attempts.andWhere('(a.at, a.id) < (:at, :id)', { at: keys[0], id });
  }
  return attempts.orderBy('a.at', 'DESC').addOrderBy('a.id', 'DESC');
}

function attemptView(row: AttemptEntity): RefusedAttemptView {
  const { at, actorIssuer, actorId, actorName, actorEmail, erasedAt, ...shown } = row;
  const actor = {
    issuer: actorIssuer,
    id: actorId,
    name: actorName,
    email: actorEmail,
    erasedAt: iso(erasedAt),
  };
  return { ...shown, at: at.toISOString(), actor: viewOfPerson(actor) };
}
