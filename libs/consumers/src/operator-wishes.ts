import type { Queryable } from '@countersign/postgres';
import { cursorTable } from './install-consumers.js';

/** A consumer of a schema. */
export interface ConsumerRef {
  schema: string;
  consumer: string;
}

const retry = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET retry = true WHERE consumer = $1`;

const rebuild = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET rebuild = coalesce(rebuild, 'requested') WHERE consumer = $1 AND kind = 'projection'`;

/**
 * Leaves the wish that a consumer's parked events are tried again; its leader obeys within about a second.
 * @throws when there is no such consumer
 */
export async function requestRetry(db: Queryable, { schema, consumer }: ConsumerRef): Promise<void> {
  const { rowCount } = await db.query(retry(schema), [consumer]);
  if (!rowCount) throw new Error(`There is no consumer ${consumer} in ${schema}.`);
}

/**
 * Leaves the wish that a projection's tables are rebuilt; its leader obeys within about a second.
 * @throws when there is no such projection
 */
export async function requestRebuild(db: Queryable, { schema, consumer }: ConsumerRef): Promise<void> {
  const { rowCount } = await db.query(rebuild(schema), [consumer]);
  if (!rowCount) throw new Error(`There is no projection ${consumer} in ${schema}.`);
}
