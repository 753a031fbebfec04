import { z } from 'zod';
import {
  cloudEvent,
  eventCatalogue,
  logNames,
  mirrorName,
  auditStreamName,
  eventSource,
} from '@countersign/contracts';
import type { CataloguedEvent, CloudEvent, EventBody, LogName } from '@countersign/contracts';
import { canonicalJson, eventHash, parseMicros } from '@countersign/proof';
import { open } from '../openapi/components.js';
import { tidySchema } from '../openapi/tidy-schema.js';
import type { JsonSchema } from '../openapi/tidy-schema.js';

const description = `Every event of every log, as CloudEvents 1.0 in structured JSON, on NATS JetStream: each log is mirrored by its own stream (${logNames.map((log) => `\`${mirrorName(log)}\``).join(', ')}; stream sequence = position in the log), and \`${auditStreamName}\` contains them all, for external consumers.

Delivery is at least once, in order within a log; \`source\` (\`countersign/<INSTALLATION>/<log>\`) and \`sequence\` together name an event, as \`id\` does. \`data\` is the hashed text; \`private\` is the private text beside it, whose SHA-256 is \`data.privateHash\`, and is absent where the event has none or it was erased. The same events can be read over HTTP at \`GET /v1/events\`. docs/siem.md explains how to use both, and how to check the chain of hashes.

An event keeps the schema version in which it was written. The newest version of a message has its schema here; earlier versions have an example.`;

const named = (parts: string[]): string => parts.join('-').replaceAll('.', '-');

/**
 * The AsyncAPI 3.0 document, generated from the contracts.
 * @param samples - the golden corpus: a sample of each version of each event type
 */
export function buildAsyncApi(samples: readonly EventSample[]): JsonSchema {
  const entries = eventCatalogue.map((event) => ({ event, versions: versionsOf(event, samples) }));
  const messages = entries.flatMap(({ event, versions }) =>
    versions.map((sample) => [messageName(event, sample), message(event, sample, versions)] as const),
  );
  return {
    asyncapi: '3.0.0',
    info: { title: 'Countersign events', version: '1', description, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      nats: { host: '127.0.0.1:4222', protocol: 'nats', description: 'NATS with JetStream; as user `siem`.' },
    },
    channels: Object.fromEntries(
      entries.map(({ event, versions }) => [channelName(event), channel(event, versions)]),
    ),
    operations: Object.fromEntries(
      eventCatalogue.map((event) => [`send-${channelName(event)}`, operation(event)]),
    ),
    components: {
      messages: Object.fromEntries(messages),
      schemas: { CloudEvent: tidy(cloudEvent), ...Object.fromEntries(eventCatalogue.map(dataSchema)) },
    },
  };
}

/** The text of docs/asyncapi.json: indented, in a stable order. */
export function asyncApiText(samples: readonly EventSample[]): string {
  return `${JSON.stringify(buildAsyncApi(samples), null, 2)}\n`;
}

const channelName = ({ log, type }: CataloguedEvent): string => named([log, type]);
const messageName = ({ log }: CataloguedEvent, { body: { type, schemaVersion } }: EventSample): string =>
  named([log, type, `v${schemaVersion}`]);
const schemaName = (type: string): string => named([type, 'data']);
/** AsyncAPI's own schemas are a superset of JSON Schema draft 7. */
const tidy = (schema: z.ZodType): JsonSchema =>
  open(tidySchema(z.toJSONSchema(schema, { target: 'draft-7' }))) as JsonSchema;
const dataSchema = ({ type, data }: CataloguedEvent): [string, JsonSchema] => [schemaName(type), tidy(data)];
const reference = (...path: string[]): JsonSchema => ({ $ref: `#/${path.join('/')}` });

function channel(event: CataloguedEvent, versions: readonly EventSample[]): JsonSchema {
  return {
    address: `countersign.${event.log}.${event.type}.{stream}`,
    description: event.summary,
    messages: Object.fromEntries(
      versions.map((sample) => {
        const name = messageName(event, sample);
        return [name, reference('components', 'messages', name)];
      }),
    ),
    parameters: { stream: { description: 'The event’s own stream, such as `request-<id>`.' } },
  };
}

const operation = (event: CataloguedEvent): JsonSchema => ({
  action: 'send',
  channel: reference('channels', channelName(event)),
  summary: event.summary,
});

function message(event: CataloguedEvent, sample: EventSample, versions: readonly EventSample[]): JsonSchema {
  const { type, schemaVersion } = sample.body;
  const isNewest = sample === versions.at(-1);
  const summary = isNewest ? event.summary : `${event.summary} Written by earlier versions.`;
  return {
    name: `${type}.v${schemaVersion}`,
    title: `${type} v${schemaVersion}`,
    summary,
    contentType: 'application/cloudevents+json',
    payload: payload(sample, isNewest),
    examples: [{ name: `${type}.v${schemaVersion}`, payload: sampleMessage(event.log, sample) }],
  };
}

function payload({ body: { type, schemaVersion } }: EventSample, isNewest: boolean): JsonSchema {
  const data = isNewest ? reference('components', 'schemas', schemaName(type)) : { type: 'object' };
  const version = { const: schemaVersion };
  return {
    allOf: [
      reference('components', 'schemas', 'CloudEvent'),
      {
        type: 'object',
        properties: {
          type: { const: type },
          dataschema: { const: `urn:countersign:event:${type}:${schemaVersion}` },
          data: { type: 'object', properties: { type: { const: type }, schemaVersion: version, data } },
        },
      },
    ],
  };
}

/** An event of the golden corpus as stored in a log: the hashed body, and the private text beside it. */
export interface EventSample {
  body: EventBody;
  private: string | null;
}

/** The samples of an event type, oldest version first. */
export function versionsOf({ type }: CataloguedEvent, samples: readonly EventSample[]): EventSample[] {
  return samples
    .filter(({ body }) => body.type === type)
    .sort((a, b) => a.body.schemaVersion - b.body.schemaVersion);
}

/** The default of `INSTALLATION`. */
const INSTALLATION = 'countersign';
const POSITION = 4711;
const TIME = '2026-01-31T09:00:00.123456Z';
const PREVIOUS_HASH = 'a0'.repeat(32);

/** The message of a sample. Its position, time and previous hash are invented; its hash is computed from them. */
export function sampleMessage(log: LogName, { body, private: texts }: EventSample): CloudEvent {
  const text = canonicalJson(body);
  const { id, streams, type, schemaVersion, traceparent } = body;
  return {
    specversion: '1.0',
    id,
    source: eventSource(INSTALLATION, log),
    type,
    subject: streams[0]?.id ?? '',
    time: TIME,
    datacontenttype: 'application/json',
    dataschema: `urn:countersign:event:${type}:${schemaVersion}`,
    sequence: String(POSITION),
    ...(traceparent !== null && { traceparent }),
    hash: eventHash({
      previousHash: PREVIOUS_HASH,
      position: POSITION,
      recordedAtMicros: parseMicros(TIME),
      body: text,
    }),
    previoushash: PREVIOUS_HASH,
    ...(texts !== null && { private: texts }),
    data: JSON.parse(text) as EventBody,
  };
}
