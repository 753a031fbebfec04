import { randomUUID } from 'node:crypto';
import type { LogName, RecordedEvent, RequestEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/consumers';
import { betweenErasures, ERASED, isTextOf } from '../erasure.js';
import type { Erasure } from '../erasure.js';
import type { Recorded } from '../recorded.js';
import { storeRequests } from './store-requests.js';
import { RowsSource } from '../rows-source.js';
import { approverTerms, wordTerms } from '../search/terms.js';

/** A row for each request, with everything that the request log records about it, and the number of requests by status. */
export class RequestsProjection implements Projection {
  readonly name = 'requests';
  readonly logs = ['request'] as const;
  readonly tables = ['request', 'request_count'] as const;
  readonly types = [
    'request.submitted',
    'request.refused',
    'request.unmatched',
    'request.approved',
    'request.rejected',
    'request.cancelled',
    'request.expired',
    'access.granted',
    'access.checked_out',
    'access.checked_in',
    'access.ended',
    'access.revoked',
    ERASED,
  ];
  /** Identifies the counts of this process, which adds to no other process's counts. */
  private readonly counter = randomUUID();

  async apply(events: RecordedEvent[], _log: LogName, tx: ProjectionTransaction): Promise<void> {
    for (const part of betweenErasures(events)) {
      if (Array.isArray(part)) await storeRequests(part as Recorded<RequestEvent>[], this.counter, tx);
      else await eraseRequests(part, tx);
    }
  }
}

/** Rows whose words are erased in one statement. */
const AT_ONCE = 5000;

interface Erased {
  id: string;
  requester_id: string;
  resource: string;
  account: string;
  ticket: string | null;
}

const erasable = (table: string) => `
  SELECT id, requester_id, resource, account, ticket
    FROM ${table}
   WHERE ${isTextOf('submitted_position', '$1')} AND erased_at IS NULL
   LIMIT ${AT_ONCE}`;

const left = new RowsSource<{ id: string; terms: readonly string[] }>({ id: 'uuid', terms: 'keys' });

/** The words of the remaining texts stay, and so do the keys of the approvers. */
const erase = (table: string) => `
  UPDATE ${table} AS row
     SET requester_name = NULL, requester_email = NULL, justification = NULL, erased_at = ${left.next},
         terms = array_to_tsvector(${left.value('terms')} || ${approverTerms('row.terms')})
    FROM ${left.from}
   WHERE row.id = given.id`;

const eraseRevocations = (table: string) => `
  UPDATE ${table}
     SET revoked_by_name = NULL, revoked_by_email = NULL, revoked_reason = NULL, revocation_erased_at = $2
   WHERE ${isTextOf('revoked_position', '$1')} AND revocation_erased_at IS NULL`;

/** Erases from `request` the content of the erased events' private texts. */
async function eraseRequests({ ranges, at }: Erasure, tx: ProjectionTransaction): Promise<void> {
  const table = tx.table('request');
  for (let erased = AT_ONCE; erased === AT_ONCE;) {
    const { rows } = await tx.client.query<Erased>(erasable(table), [ranges]);
    const words = rows.map(({ id, ...kept }) => ({
      id,
      terms: wordTerms([kept.requester_id, kept.ticket, kept.resource, kept.account]),
    }));
    await tx.client.query(erase(table), [...left.parameters(words), at]);
    erased = rows.length;
  }
  await tx.client.query(eraseRevocations(table), [ranges, at]);
}
