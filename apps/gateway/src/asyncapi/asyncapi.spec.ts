import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { cloudEvent, eventCatalogue } from '@countersign/contracts';
import { eventHash, readEvent } from '@countersign/proof';
import { asyncApiText, buildAsyncApi } from './build-asyncapi.js';
import type { EventSample } from './build-asyncapi.js';
import { eventsPage } from './event-pages.js';

const root = resolve(__dirname, '../../../..');
const golden = join(root, 'libs/contracts/src/golden');
const samples = readdirSync(golden).map(
  (file) => JSON.parse(readFileSync(join(golden, file), 'utf8')) as EventSample,
);

interface Message {
  payload: object;
  examples: { payload: { data: { schemaVersion: number; type: string } } }[];
}
const document = buildAsyncApi(samples) as {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  operations: Record<string, { channel: { $ref: string } }>;
  components: { messages: Record<string, Message>; schemas: Record<string, object> };
};
const messages = Object.entries(document.components.messages);
/** A validator of a JSON Schema of the document, and all it refers to. */
const validatorOf = (schema: object) =>
  new Ajv({ strict: false, validateFormats: false }).compile({ ...schema, components: document.components });

// To regenerate them: UPDATE_GENERATED=1 npx jest --selectProjects unit -- apps/gateway/src/asyncapi
describe.each([
  ['docs/asyncapi.json', asyncApiText(samples)],
  ['docs/events.md', eventsPage(samples)],
])('%s', (path, text) => {
  it('is committed as generated', () => {
    if (process.env['UPDATE_GENERATED']) writeFileSync(join(root, path), text);
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });
});

describe('the AsyncAPI document', () => {
  const schema = JSON.parse(
    readFileSync(require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8'),
  ) as object;
  const isAsyncApi = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

  it('is AsyncAPI 3.0', () => {
    expect(isAsyncApi(document) ? [] : isAsyncApi.errors).toEqual([]);
  });

  it('fails the check when it is damaged', () => {
    expect(isAsyncApi({ ...document, channels: { x: { adress: 'y' } } })).toBe(false);
  });

  it('has a channel and an operation per event type, and a message per version', () => {
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual(
      eventCatalogue.map(({ log, type }) => `countersign.${log}.${type}.{stream}`),
    );
    expect(Object.keys(document.operations)).toHaveLength(eventCatalogue.length);
    const referred = Object.values(document.channels).flatMap((channel) => Object.values(channel.messages));
    expect(referred.map(({ $ref }) => $ref)).toEqual(
      messages.map(([name]) => `#/components/messages/${name}`),
    );
    // attempt.refused is in two logs, personal_data.erased in three.
    expect(messages).toHaveLength(samples.length + 3);
  });

  it.each(messages)('gives %s an example that matches its schema and the mirrored form', (_name, message) => {
    const [{ payload }] = message.examples as [Message['examples'][number]];
    const fits = validatorOf(message.payload);
    expect(fits(payload) ? [] : fits.errors).toEqual([]);
    expect(cloudEvent.parse(payload)).toEqual(payload);
    expect(fits({ ...payload, data: { ...payload.data, schemaVersion: 99 } })).toBe(false);
  });

  it.each(messages)('gives %s an example with the hashes that a reader computes', (_name, message) => {
    const [{ payload }] = message.examples as [Message['examples'][number]];
    const { hash, previousHash, position, recordedAtMicros, body, contradicts, missesPrivate } =
      readEvent(payload);
    expect(eventHash({ previousHash, position, recordedAtMicros, body })).toBe(hash);
    expect([contradicts, missesPrivate]).toEqual([null, false]);
  });
});
