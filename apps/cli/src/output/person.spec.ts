import { personName, personText, textOrErasure } from './person.js';

const erasedAt = '2026-03-01T12:00:00.000Z';

test.each([
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
])('a person is shown by name, else by id, and says when the name was erased: %j', (person, whole, short) => {
  expect([personText(person), personName(person)]).toEqual([whole, short]);
});

test.each([
  ['words', undefined, 'words'],
  ['words', erasedAt, 'words'],
  [null, undefined, null],
  [null, erasedAt, 'erased on 2026-03-01'],
])('the text %j, erased at %j, is shown as %j', (text, at, shown) => {
  expect(textOrErasure(text, at)).toBe(shown);
});
