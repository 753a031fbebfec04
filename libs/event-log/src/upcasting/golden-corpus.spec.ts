import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { approvalEventData, policyEventData, requestEventData } from '@countersign/contracts';
import type { JsonObject } from '@countersign/contracts';
import type { z } from 'zod';
import { upcaster } from './upcasts.js';

interface Sample {
  type: string;
  schemaVersion: number;
  data: JsonObject;
}

const FOLDER = join(__dirname, '../../../contracts/src/golden');
const files = readdirSync(FOLDER).sort();
const samples = files.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Sample);
const schemas: Record<string, z.ZodType> = { ...policyEventData, ...requestEventData, ...approvalEventData };

/**
 * One sample of every version of every event type ever shipped: what is in somebody's log today must be readable
 * by every later build. Samples are added, never changed or taken away.
 */
describe('the golden corpus', () => {
  it.each(samples)(
    '$type v$schemaVersion is read in the newest schema, nothing lost',
    ({ type, schemaVersion, data }) => {
      const newest = upcaster.upcast(type, { schemaVersion, data });
      expect(newest.schemaVersion).toBe(upcaster.newest(type));
      expect(schemas[type]?.parse(newest.data)).toEqual(newest.data);
    },
  );

  it('holds every version of every type of the contracts', () => {
    const expected = Object.keys(schemas).flatMap((type) =>
      Array.from({ length: upcaster.newest(type) }, (_, i) => `${type}.v${i + 1}.json`),
    );
    expect(files).toEqual(expected.sort());
  });

  it('names each file after what is in it', () => {
    expect(samples.map(({ type, schemaVersion }) => `${type}.v${schemaVersion}.json`)).toEqual(files);
  });
});
