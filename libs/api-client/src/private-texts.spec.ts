import { privateTextsOf } from './private-texts.js';

test('the text beside an event is read', () => {
  const texts = { name: 'Erin Ellis', reason: 'The incident is over.', salt: 'P0pYkN_l6XIK2-FoaPWy3A' };
  expect(privateTextsOf({ private: JSON.stringify(texts) })).toEqual(texts);
});

test.each([
  [{}],
  [{ private: undefined }],
  [{ private: 'no JSON' }],
  [{ private: 'null' }],
  [{ private: 7 }],
])('where it is missing or not readable, nothing is known: %j', (event) =>
  expect(privateTextsOf(event)).toBeNull(),
);
