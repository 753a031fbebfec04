import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventBody, eventCatalogue, privateTexts } from '@countersign/contracts';
import type { EventBody } from '@countersign/contracts';
import { canonicalJson, sha256Hex } from '@countersign/proof';
import { upcaster } from './upcaster.js';

/** An event as a log has stored it: the parsed body that was hashed, and the private text beside it. */
interface Sample {
  body: EventBody;
  private: string | null;
}

const FOLDER = join(__dirname, '../../../contracts/src/golden');
const files = readdirSync(FOLDER).sort();
const samples = files.map((file) => {
  const sample = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Sample;
  return { file, ...sample };
});
const schemas = new Map(eventCatalogue.map(({ type, data }) => [type, data]));

/**
 * One sample of every version of every event type ever released: every later build must be able to read what is in
 * somebody's log today. Samples are added, never changed or removed.
 */
describe('the golden corpus', () => {
  it.each(samples)('$file is read in the newest schema, and nothing is lost', ({ body }) => {
    const { type } = body;
    const newest = upcaster.upcast(type, body);
    expect(newest.schemaVersion).toBe(upcaster.newest(type));
    expect(schemas.get(type)?.parse(newest.data)).toEqual(newest.data);
  });

  it.each(samples)('$file has a body whose members are those of an event', ({ body }) => {
    expect(eventBody.strict().parse(body)).toEqual(body);
  });

  it.each(samples)('$file has the private text whose hash is in its body', ({ body, private: text }) => {
    expect(body.privateHash).toBe(text === null ? null : sha256Hex(text));
    if (text === null) return;
    const texts: unknown = JSON.parse(text);
    expect(privateTexts.strict().parse(texts)).toEqual(texts);
    expect(canonicalJson(texts)).toBe(text);
  });

  it('has personal data beside every event of a person, and beside no other event', () => {
    const isOfPerson = ({ body }: Sample) => body.actor.kind === 'person';
    expect(samples.filter((sample) => isOfPerson(sample) !== (sample.private !== null))).toEqual([]);
  });

  it('holds every version of every type of the catalogue', () => {
    const expected = [...schemas.keys()].flatMap((type) =>
      Array.from({ length: upcaster.newest(type) }, (_, i) => `${type}.v${i + 1}.json`),
    );
    expect(files).toEqual(expected.sort());
  });

  it('names each file after what is in it', () => {
    expect(samples.map(({ body }) => `${body.type}.v${body.schemaVersion}.json`)).toEqual(files);
  });
});
