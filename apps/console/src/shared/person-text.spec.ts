import { personDetails, personText, writtenText } from './person-text.js';

const erasedAt = new Date(2026, 2, 1, 12).toISOString();

it.each([
  [
    { id: 'alice', name: 'Alice Archer', email: 'alice@example.com' },
    'Alice Archer',
    'alice · alice@example.com',
  ],
  [{ id: 'alice', name: 'Alice Archer', email: '' }, 'Alice Archer', 'alice'],
  [{ id: 'alice', name: null, email: null }, 'alice', 'alice'],
  [{ id: 'alice', name: null, email: null, erasedAt }, 'alice (erased on 1 Mar 2026)', 'alice'],
])('a person is shown by name, else by id, with the day of an erasure: %j', (person, text, details) => {
  expect([personText(person), personDetails(person)]).toEqual([text, details]);
});

it.each([
  ['words', undefined, 'words'],
  ['words', erasedAt, 'words'],
  ['', undefined, null],
  [null, undefined, null],
  [null, erasedAt, 'Erased on 1 Mar 2026.'],
])('the text %j, erased at %j, is shown as %j', (text, at, shown) => {
  expect(writtenText(text, at)).toBe(shown);
});
