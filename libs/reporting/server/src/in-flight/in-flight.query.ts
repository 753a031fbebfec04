import type { reportingRpc, ResponseOf } from '@countersign/contracts';
import type { DataSource } from 'typeorm';
import { RequestListEntity } from '../request-list/request-list.entity.js';

type Versions = ResponseOf<typeof reportingRpc.inFlight>['items'];

/** How many requests still run on which version of a policy. */
export class InFlight {
  constructor(private readonly dataSource: DataSource) {}

  /** Versions with pending requests, newest first; none when nothing is pending, also when there is no such policy. */
  async of(policyId: string): Promise<Versions> {
    return (
      this.dataSource
        .createQueryBuilder(RequestListEntity, 'r')
        .select('r.policyVersion', 'version')
        .addSelect('count(*)::int', 'pending')
        .where('r.policyId = :policyId', { policyId })
        // Not a parameter: the planner takes the partial index only when it sees the very word.
        .andWhere(`r.status = 'pending'`)
        .groupBy('r.policyVersion')
        .orderBy('r.policyVersion', 'DESC')
        .getRawMany<Versions[number]>()
    );
  }
}
