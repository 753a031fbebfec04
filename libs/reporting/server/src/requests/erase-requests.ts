import type { ProjectionTransaction } from '@countersign/consumers';
import { isTextOf } from '../erasure.js';
import type { Erasure } from '../erasure.js';
import { RowsSource } from '../rows-source.js';
import { approverTerms, wordTerms } from '../search/terms.js';

/** Rows whose words are sorted out at once. */
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

/** The words of what is kept stay findable, and so do the keys of the approvers. */
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

/** Takes out of `request` what the private texts of the erased events said. */
export async function eraseRequests({ ranges, at }: Erasure, tx: ProjectionTransaction): Promise<void> {
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
