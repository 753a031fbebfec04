import type { reportingRpc, ResponseOf } from '@countersign/contracts';
import type { DataSource } from 'typeorm';
import { RequestEntity } from '../requests/request.entity.js';

type Versions = ResponseOf<typeof reportingRpc.inFlight>['items'];

/** How many requests still run on which version of a policy. */
export class InFlight {
  constructor(private readonly dataSource: DataSource) {}

  /** Versions with pending requests, newest first; none when nothing is pending, also when there is no such policy. */
  of(policyId: string): Promise<Versions> {
    return this.dataSource
      .createQueryBuilder(RequestEntity, 'r')
      .select('r.policyVersion', 'version')
      .addSelect('count(*)::int', 'pending')
      .where(`r.status = 'pending' AND r.policyId = :policyId`, { policyId })
      .groupBy('r.policyVersion')
      .orderBy('r.policyVersion', 'DESC')
      .getRawMany<Versions[number]>();
  }
}
