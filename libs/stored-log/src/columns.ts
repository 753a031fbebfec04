import type { EventBody, Membership } from '@countersign/contracts';
import type { EventColumns, TextColumns } from './stored-rows.js';

/** The first column that contradicts the body; undefined if all columns agree with it. */
export function differingColumn(columns: EventColumns, body: EventBody): string | undefined {
  const [own] = body.streams;
  if (columns.id !== body.id) return 'id';
  if (columns.type !== body.type) return 'type';
  if (columns.schemaVersion !== body.schemaVersion) return 'schema_version';
  if (columns.stream !== own?.id) return 'stream';
  return columns.version === own.version ? undefined : 'version';
}

/** Whether the rows name exactly the streams and versions that the body names. */
export function sameMemberships(rows: readonly Membership[], streams: readonly Membership[]): boolean {
  const known = new Map(streams.map(({ id, version }) => [id, version]));
  const found = new Set(rows.map(({ id }) => id));
  const isKnown = rows.every(({ id, version }) => known.get(id) === version);
  return isKnown && found.size === rows.length && rows.length === streams.length;
}

/** How the private text contradicts the body; undefined if it does not. A missing text counts as erased. */
export function contradictionOfText(
  { textHash, isErased }: TextColumns,
  { privateHash }: EventBody,
): string | undefined {
  if (isErased && (textHash !== null || privateHash === null))
    return 'the event has no text that could have been erased';
  if (textHash !== null && textHash !== privateHash) return 'the private text is not the one that was hashed';
  return undefined;
}

/** The parsed body of an event; undefined if the text is not the JSON of an event body. */
export function parsedBody(text: string): EventBody | undefined {
  try {
    const body = JSON.parse(text) as EventBody | null;
    return Array.isArray(body?.streams) ? body : undefined;
  } catch {
    return undefined;
  }
}
