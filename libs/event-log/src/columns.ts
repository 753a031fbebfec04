import type { EventBody } from '@countersign/contracts';
import type { EventColumns } from './event-log.js';

/** The first column that does not say what the body says; undefined where all do. */
export function differingColumn(columns: EventColumns, body: EventBody): string | undefined {
  const [own] = body.streams;
  if (columns.id !== body.id) return 'id';
  if (columns.type !== body.type) return 'type';
  if (columns.schemaVersion !== body.schemaVersion) return 'schema_version';
  if (columns.stream !== own?.id) return 'stream';
  if (columns.version !== own.version) return 'version';
  return sameMemberships(columns.memberships, body.streams) ? undefined : 'memberships';
}

function sameMemberships(some: EventColumns['memberships'], others: EventColumns['memberships']): boolean {
  const known = new Map(others.map(({ id, version }) => [id, version]));
  return some.length === others.length && some.every(({ id, version }) => known.get(id) === version);
}

/** The body of an event, parsed; undefined where it is not the JSON of one. */
export function parsedBody(text: string): EventBody | undefined {
  try {
    const body = JSON.parse(text) as EventBody | null;
    return Array.isArray(body?.streams) ? body : undefined;
  } catch {
    return undefined;
  }
}
