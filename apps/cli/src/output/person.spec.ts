import { personName, personText, textOrErasure } from './person.js';

const erasedAt = '2026-03-01T12:00:00.000Z';

it.each([
  [
    { id: 'alice', name: 'Alice Archer', email: 'alice@example.com' },
    'Alice Archer <alice@example.com>',
    'Alice Archer',
  ],
  [{ id: 'alice', name: 'Alice Archer', email: null }, 'Alice Archer', 'Alice Archer'],
  [{ id: 'alice', name: null, email: null }, 'alice', 'alice'],
  [
    { id: 'alice', name: null, email: null, erasedAt },
    'alice (erased on 2026-03-01)',
    'alice (erased on 2026-03-01)',
  ],
])('shows a person by name, otherwise by id, with the day of an erasure: %j', (person, whole, short) => {
  expect([personText(person), personName(person)]).toEqual([whole, short]);
});

it.each([
  ['words', undefined, 'words'],
  ['words', erasedAt, 'words'],
  [null, undefined, null],
  [null, erasedAt, 'erased on 2026-03-01'],
])('shows the text %j, erased at %j, as %j', (text, at, shown) => {
  expect(textOrErasure(text, at)).toBe(shown);
});
