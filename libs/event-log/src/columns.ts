import type { EventBody } from '@countersign/contracts';
import { sha256Hex } from '@countersign/proof';
import type { EventColumns } from './event-log.js';

/** The first column that contradicts the body; undefined if all columns agree with it. */
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

/** The private text stored beside a body, and whether the row says that it was erased. */
export interface TextColumns {
  private: string | null;
  isErased: boolean;
}

/** How the private text contradicts the body; undefined if it does not. A missing text counts as erased. */
export function contradictionOfText(
  { private: text, isErased }: TextColumns,
  { privateHash }: EventBody,
): string | undefined {
  if (isErased && (text !== null || privateHash === null))
    return 'the event has no text that could have been erased';
  if (text !== null && sha256Hex(text) !== privateHash)
    return 'the private text is not the one that was hashed';
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
