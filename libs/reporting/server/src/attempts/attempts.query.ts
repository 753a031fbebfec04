import { hasRole, instant, NotAllowed, viewOfPerson } from '@countersign/contracts';
import type {
  Caller,
  RefusedAttemptView,
  reportingRpc,
  RequestOf,
  ResponseOf,
  LogName,
} from '@countersign/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { iso } from '../requests/request-view.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** A refused attempt of a person. */
@Entity({ name: 'refused_attempt', schema: REPORTING_SCHEMA, synchronize: false })
export class AttemptEntity {
  /** Of the event. */
  @PrimaryColumn('uuid') id!: string;
  @Column('text') log!: LogName;
  @Column('bigint', { transformer: { from: Number, to: String } }) position!: number;
  @Column('timestamptz') at!: Date;
  @Column('text', { name: 'actor_issuer' }) actorIssuer!: string;
  @Column('text', { name: 'actor_id' }) actorId!: string;
  /** Name and e-mail address are null if the token had none, or if they were erased. */
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

/** Query of `GET /v1/refused-attempts`, checked and with its defaults. */
type AttemptsQuery = RequestOf<typeof reportingRpc.attempts>['query'];

/** Lists of refused attempts, for policy admins and auditors. */
export class RefusedAttemptLists {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A page, newest first.
   * @throws NotAllowed unless the caller is a policy admin or an auditor; InvalidInput when the cursor belongs to another list
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

/** A keyset, not an offset: attempts recorded between two pages neither repeat nor hide a row. */
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
