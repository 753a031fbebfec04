import { privateTextsOf } from './api.js';
import { stepUpOf } from './problem.js';

it('reads the private text of an event', () => {
  const texts = { name: 'Erin Ellis', reason: 'The incident is over.', salt: 'P0pYkN_l6XIK2-FoaPWy3A' };
  expect(privateTextsOf({ private: JSON.stringify(texts) })).toEqual(texts);
});

it.each([[{}], [{ private: undefined }], [{ private: 'no JSON' }], [{ private: 'null' }], [{ private: 7 }]])(
  'returns null for a missing or unreadable private text: %j',
  (event) => expect(privateTextsOf(event)).toBeNull(),
);

it('reads the challenge of a step-up, and no other', () => {
  const start = 'Bearer realm="countersign", error="insufficient_user_authentication"';
  expect(stepUpOf(`${start}, acr_values="gold \\"x\\"", max_age="300"`)).toEqual({
    acrValues: 'gold "x"',
    maxAge: 300,
  });
  expect(stepUpOf(start)).toEqual({ acrValues: null, maxAge: null });
  expect(stepUpOf('Bearer error="invalid_token"')).toBeNull();
  expect(stepUpOf(null)).toBeNull();
});
