import { authorOf, refusedAttempt } from '@countersign/contracts';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/consumers';
import { betweenErasures, ERASED, isTextOf } from '../erasure.js';

const insert = (table: string) => `
  INSERT INTO ${table}
  SELECT * FROM json_populate_recordset(NULL::${table}, $1)
  ON CONFLICT (id) DO NOTHING`;

const erase = (table: string) => `
  UPDATE ${table} SET actor_name = NULL, actor_email = NULL, erased_at = $3
   WHERE log = $1 AND ${isTextOf('position', '$2')} AND erased_at IS NULL`;

/** A row for each refused attempt of both logs. */
export class AttemptsProjection implements Projection {
  readonly name = 'attempts';
  readonly logs = ['request', 'approval'] as const;
  readonly tables = ['refused_attempt'] as const;
  readonly types = ['attempt.refused', ERASED];

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    const { client } = tx;
    const attempts = tx.table('refused_attempt');
    for (const part of betweenErasures(events)) {
      await (Array.isArray(part)
        ? client.query(insert(attempts), [JSON.stringify(part.map((event) => attemptRow(event, log)))])
        : client.query(erase(attempts), [log, part.ranges, part.at]));
    }
  }
}

/** An event's row in `refused_attempt`, by column. */
function attemptRow(event: RecordedEvent, log: LogName) {
  const { by, target, operation, code, detail, count, at } = refusedAttempt.parse(event.data);
  const { name, email } = authorOf(event);
  return {
    id: event.id,
    log,
    position: event.position,
    at,
    actor_issuer: by.issuer,
    actor_id: by.id,
    actor_name: name,
    actor_email: email,
    operation,
    request_id: target.requestId,
    resource: target.resource,
    account: target.account,
    code,
    detail,
    count,
  };
}
