import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ERASURES_STREAM } from '@countersign/contracts';
import { foldName } from '@countersign/names';
import type { DomainEvent, EventBody, PersonalDataErased, PolicyEvent } from '@countersign/contracts';
import { policyNameStream, policyStream, policyStreamsOf } from './policy-name.js';
import { content } from './testing/factories.js';

const updated = (name: string, formerName: string | null): PolicyEvent => ({
  type: 'policy.updated',
  schemaVersion: 1,
  data: { policyId: 'p1', version: 2, content: content({ name }), formerName },
});
const erased: PersonalDataErased = {
  type: 'personal_data.erased',
  schemaVersion: 1,
  data: { ranges: [[1, 2]], person: null, before: null, by: 'root', reason: 'asked' },
};

const FOLDER = join(__dirname, '../../../contracts/src/golden');
const golden = readdirSync(FOLDER)
  .filter((file) => /^(policy|personal_data)\./.test(file))
  .map((file) => (JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { body: EventBody }).body);

describe('the streams of an event of the policy log', () => {
  it.each(golden)('$type: they are those of the golden corpus', ({ type, schemaVersion, data, streams }) => {
    expect(policyStreamsOf({ type, schemaVersion, data })).toEqual(streams.map(({ id }) => id));
  });

  it.each<[string, DomainEvent, string[]]>([
    [
      'a new policy belongs to itself and to its name',
      {
        type: 'policy.created',
        schemaVersion: 1,
        data: { policyId: 'p1', version: 1, content: content({ name: 'a' }) },
      },
      [policyStream('p1'), policyNameStream('a')],
    ],
    [
      'a change belongs to the policy and to its name',
      updated('a', null),
      [policyStream('p1'), policyNameStream('a')],
    ],
    [
      'a renaming belongs to the new and to the old name, too',
      updated('b', 'a'),
      [policyStream('p1'), policyNameStream('b'), policyNameStream('a')],
    ],
    [
      'a change of case alone belongs to one name',
      updated('Straße', 'STRASSE'),
      [policyStream('p1'), policyNameStream('strasse')],
    ],
    [
      'a deletion belongs to the policy and to its name',
      { type: 'policy.deleted', schemaVersion: 1, data: { policyId: 'p1', version: 2, name: 'a' } },
      [policyStream('p1'), policyNameStream('a')],
    ],
    ['an erasure belongs to the erasures', erased, [ERASURES_STREAM]],
  ])('%s', (_, event, streams) => {
    expect(policyStreamsOf(event)).toEqual(streams);
  });

  it('are an error for a type that this build does not know', () => {
    const shelved = { type: 'policy.shelved', schemaVersion: 1, data: {} };
    expect(() => policyStreamsOf(shelved)).toThrow('policy.shelved');
  });

  it('are the same for two names exactly when the names are equal without regard to case', () => {
    const name = fc.string({
      minLength: 1,
      maxLength: 4,
      unit: fc.constantFrom('a', 'A', 'ß', 's', 'S', 'ſ', 'é', 'e\u0301'),
    });
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(policyNameStream(a) === policyNameStream(b)).toBe(foldName(a) === foldName(b));
      }),
    );
  });

  it('are named in base64url, which a subject of the bus can contain', () => {
    expect(policyNameStream('Databases')).toMatch(/^policy_name-[\w-]{43}$/);
    expect(policyNameStream('Databases')).toBe(policyNameStream('dataBASES'));
  });
});
