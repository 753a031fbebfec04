import { roleOf } from '../config.js';
import type { MigrateConfig } from '../config.js';
import { withDatabase } from '../operator-connections.js';
import { writeJson } from './json-writer.js';
import type { Output } from './json-writer.js';
import type { SoughtPerson } from './naming.js';
import { PersonSearch } from './person-search.js';
import type { Found } from './person-search.js';

/**
 * Writes all data about a person as one JSON document: the events that the person caused, with their private texts; the
 * events that name the person, without the texts of others; rows of read models; parked events. Read models are read
 * with the rights of their service: it owns the tables, so it could have put code there that an administrator must never
 * run.
 * @throws Error without DATABASE_PASSWORD_REPORTING
 */
export async function personalData(
  config: MigrateConfig,
  person: SoughtPerson,
  output: Output,
): Promise<Found> {
  const password = config.DATABASE_PASSWORD_REPORTING;
  if (password === undefined)
    throw new Error(
      'personal-data needs DATABASE_PASSWORD_REPORTING: it reads the read models as their service.',
    );
  const asReporting = { ...config, MIGRATE_DATABASE_URL: reportingUrl(config, password) };
  return withDatabase(config, (admin) =>
    withDatabase(asReporting, async (reporting) => {
      const database = { admin, reporting, readModels: 'reporting', ownerRole: 'countersign_owner' };
      const search = new PersonSearch(database, person);
      await writeJson(output, search.document());
      return search.found();
    }),
  );
}

function reportingUrl({ MIGRATE_DATABASE_URL: url }: MigrateConfig, password: string): string {
  const changed = new URL(url);
  changed.username = roleOf('reporting');
  changed.password = encodeURIComponent(password);
  return changed.href;
}

/** A sentence that says what was found, without the id of the person. */
export function inWords(
  { events, rows, parkedEvents, seen, issuers }: Found,
  { issuer }: SoughtPerson,
): string {
  const found =
    `Found ${events} events, ${rows} rows of read models, ${parkedEvents} parked events ` +
    `and ${seen} rows of seen approvers.`;
  if (issuer !== null || issuers.length === 0) return found;
  return `${found} No issuer was given; the person caused events under: ${issuers.join(', ')}.`;
}
