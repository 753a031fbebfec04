import { actLook } from './act-look.js';

test('an act that this console does not know looks like any other', () => {
  expect(actLook('escalated')).toEqual(actLook('other'));
  expect(actLook('revoked')).not.toEqual(actLook('other'));
});
