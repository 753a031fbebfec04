import { releaseSlot, slotFold, slotStream, takeSlot } from './slot.js';
import { OTHER_ID, person, REQUEST_ID } from './testing/fixtures.js';

const facts = { requester: person('alice'), resource: 'prod-db-eu', account: 'CORP\\svc-backup' };

describe('the place of requester, resource and account', () => {
  it.each([
    ['another case', { resource: 'PROD-DB-EU', account: 'corp\\SVC-backup' }],
    ['another Unicode form', { resource: 'prod-db-eu'.normalize('NFD') }],
    [
      'another name or e-mail of the same person',
      { requester: { ...person('alice'), name: 'Alice A.', email: null } },
    ],
  ])('is the same under %s', (_, other) => {
    expect(slotStream({ ...facts, ...other })).toBe(slotStream(facts));
  });

  it('knows composed and decomposed letters, and ß, as one', () => {
    expect(slotStream({ ...facts, resource: 'büro-straße' })).toBe(
      slotStream({ ...facts, resource: 'BU\u0308RO-STRASSE' }),
    );
  });

  it.each([
    ['another resource', { resource: 'prod-db-us' }],
    ['another account', { account: 'root' }],
    ['another person', { requester: person('bob') }],
    ['a namesake of another issuer', { requester: { ...person('alice'), issuer: 'https://other.example' } }],
    ['the same letters split otherwise', { resource: 'prod-db-euc', account: 'ORP\\svc-backup' }],
  ])('is another for %s', (_, other) => {
    expect(slotStream({ ...facts, ...other })).not.toBe(slotStream(facts));
  });

  it('is a valid stream id', () => expect(slotStream(facts)).toMatch(/^open_request-[0-9a-f]{64}$/));

  it('is given back only by the request that holds it', () => {
    const taken = takeSlot(REQUEST_ID).reduce(slotFold.evolve, slotFold.initialState);
    expect(releaseSlot(taken, OTHER_ID)).toEqual([]);
    const released = releaseSlot(taken, REQUEST_ID);
    expect(released.reduce(slotFold.evolve, taken)).toEqual({ status: 'free' });
    expect(releaseSlot({ status: 'free' }, REQUEST_ID)).toEqual([]);
  });
});
