import type { Caller } from '@countersign/contracts';
import type { DataSource } from 'typeorm';
import { Conditions } from '../conditions.js';
import { awaiting, JOIN_APPROVAL } from '../requests/visibility.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** How much waits for a person. */
export class Awaiting {
  constructor(private readonly dataSource: DataSource) {}

  /** How many requests wait for the caller. */
  async count(caller: Caller): Promise<number> {
    const requests = new Conditions();
    awaiting(requests, caller);
    const [counted] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM ${REPORTING_SCHEMA}.request AS r ${JOIN_APPROVAL} ${requests.where()}`,
      requests.values,
    );
    return counted?.count ?? 0;
  }
}
