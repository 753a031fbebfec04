import type { CataloguedEvent, CloudEvent, Json, JsonObject, LogName } from '@countersign/contracts';

/** An event of the golden corpus: what its log was given. */
export interface EventSample {
  type: string;
  schemaVersion: number;
  data: JsonObject;
}

/** The samples of an event type, oldest version first. */
export function versionsOf({ type }: CataloguedEvent, samples: readonly EventSample[]): EventSample[] {
  return samples.filter((sample) => sample.type === type).sort((a, b) => a.schemaVersion - b.schemaVersion);
}

const EVENT_ID = '01996a60-8c21-7d04-9f3e-5b6a7c8d9e0f';
const HASHES = { hash: 'b1'.repeat(32), previoushash: 'a0'.repeat(32) };

/** The message that carries a sample; what the log and the mirror add is made up. */
export function sampleMessage(log: LogName, { type, schemaVersion, data }: EventSample): CloudEvent {
  const stream = streamOf(log, type, data);
  return {
    specversion: '1.0',
    id: EVENT_ID,
    source: `countersign/${log}`,
    type,
    subject: stream,
    time: '2026-01-31T09:00:00.123456Z',
    datacontenttype: 'application/json',
    dataschema: `urn:countersign:event:${type}:${schemaVersion}`,
    sequence: '4711',
    ...HASHES,
    data: {
      actor: { kind: 'service', id: log },
      causationId: null,
      correlationId: '01996a60-8c1f-7a10-8b2c-3d4e5f607182',
      data: data as CloudEvent['data']['data'],
      id: EVENT_ID,
      schemaVersion,
      stream,
      traceparent: null,
      type,
      version: 1,
    },
  };
}

/** The name of the stream such an event is in; a hash stands where names are hashed. */
function streamOf(log: LogName, type: string, data: JsonObject): string {
  if (type === 'attempt.refused') return `attempts-${'c2'.repeat(32)}-20260131`;
  if (type === 'audit.checkpoint') return 'checkpoints-2026-01-31';
  if (type.startsWith('policy.name_')) return `policy_name-${'c2'.repeat(32)}`;
  if (type.startsWith('request.slot_')) return `open_request-${'c2'.repeat(32)}`;
  if (type.startsWith('account.')) return `account-${'c2'.repeat(32)}`;
  if (type.startsWith('ticket.')) return `ticket-${textOf(data['ticketId'])}`;
  return `${log}-${textOf(data['requestId'] ?? data['policyId'])}`;
}

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
