import { z } from 'zod';
import { cloudEvent, eventCatalogue, logNames, mirrorName, auditStreamName } from '@countersign/contracts';
import type { CataloguedEvent } from '@countersign/contracts';
import { open } from '../openapi/components.js';
import { tidySchema } from '../openapi/tidy-schema.js';
import type { JsonSchema } from '../openapi/tidy-schema.js';
import { sampleMessage, versionsOf } from './event-sample.js';
import type { EventSample } from './event-sample.js';

const description = `Every event of every log, as CloudEvents 1.0 in structured JSON, on NATS JetStream: each log is mirrored by a stream of its own (${logNames.map((log) => `\`${mirrorName(log)}\``).join(', ')}; stream sequence = position in the log), and \`${auditStreamName}\` holds them all, for consumers outside.

Delivery is at least once, in order within a log; \`source\` (\`countersign/<INSTALLATION>/<log>\`) and \`sequence\` together name an event, as \`id\` does. \`data\` is the text that was hashed; \`private\` is the text beside it, whose SHA-256 is \`data.privateHash\`, and is absent where the event has none or where it was erased. The same events are read over HTTP at \`GET /v1/events\`. How to use both, and how to check the chain of hashes: docs/siem.md.

An event stays in the schema version it was written in. A message of the newest version has its schema here; one of an earlier version is shown by an example.`;

const named = (parts: string[]): string => parts.join('-').replaceAll('.', '-');

/**
 * The AsyncAPI 3.0 document, made of the contracts.
 * @param samples - one of each version of each event type: the golden corpus
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

/** The text of docs/asyncapi.json: pretty, in a stable order. */
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
  const summary = isNewest ? event.summary : `${event.summary} As written by earlier versions.`;
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
