import type { SoughtPerson } from './naming.js';
import type { Found } from './person-search.js';

/** What was found, in a sentence, without the id of the person. */
export function inWords({ events, rows, parkedEvents, issuers }: Found, { issuer }: SoughtPerson): string {
  const found = `Found ${events} events, ${rows} rows of read models and ${parkedEvents} parked events.`;
  if (issuer !== null || issuers.length === 0) return found;
  return `${found} No issuer was given; the person caused events under: ${issuers.join(', ')}.`;
}
