import { refusedAttempt } from '@countersign/contracts';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/messaging';

const insertAttempts = (table: string) => `
  INSERT INTO ${table}
  SELECT * FROM json_populate_recordset(NULL::${table}, $1)
  ON CONFLICT (id) DO NOTHING`;

/** Every refused attempt of both logs, a row each. */
export class AttemptsProjection implements Projection {
  readonly name = 'attempts';
  readonly logs = ['request', 'approval'] as const;
  readonly tables = ['refused_attempt'] as const;
  readonly types = ['attempt.refused'];

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    const rows = events.map((event) => attemptRow(event, log));
    await tx.client.query(insertAttempts(tx.table('refused_attempt')), [JSON.stringify(rows)]);
  }
}

/** The row of `refused_attempt` of an event, by column. */
function attemptRow({ id, position, data }: RecordedEvent, log: LogName) {
  const { actor, target, operation, code, detail, count, at } = refusedAttempt.parse(data);
  return {
    ...{ id, log, position, at, operation, code, detail, count },
    ...{ actor_id: actor.id, actor_issuer: actor.issuer, actor_name: actor.name, actor_email: actor.email },
    ...{ request_id: target.requestId, resource: target.resource, account: target.account },
  };
}
