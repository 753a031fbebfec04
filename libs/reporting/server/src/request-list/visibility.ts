import { hasRole } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { keysOfCaller, personKey } from '../approver-keys.js';
import { InboxEntity } from './inbox.entity.js';

/**
 * Leaves what the caller may see of the requests under alias `r`: their own, those whose policy names them in any
 * step, everything for policy admins and auditors. In the query itself, so that counts and pages cannot tell of
 * what is not shown.
 */
export function visibleTo<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  caller: Caller,
): SelectQueryBuilder<T> {
  if (hasRole(caller, 'policy-admin', 'auditor')) return query;
  return query.andWhere(
    '((r.requesterId = :callerId AND r.requesterIssuer = :callerIssuer) OR r.approvers && :callerKeys)',
    { callerId: caller.id, callerIssuer: caller.issuer, callerKeys: keysOfCaller(caller) },
  );
}

/**
 * Leaves the requests that wait for the caller: pending by the request log, not past their time, and open to them
 * by the approval log. Whoever a step is open to may see the request, so this needs no {@link visibleTo} beside it.
 */
export function awaiting<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  caller: Caller,
): SelectQueryBuilder<T> {
  return query
    .innerJoin(InboxEntity, 'i', 'i.requestId = r.id')
    .andWhere(`r.status = 'pending' AND r.expiresAt > now()`)
    .andWhere('i.openTo && :callerKeys AND NOT i.closedTo && :callerPerson')
    .setParameters({ callerKeys: keysOfCaller(caller), callerPerson: [personKey(caller)] });
}
