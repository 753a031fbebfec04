import { actLook } from './act-look.js';

it('an act that this console does not know has the look of `other`', () => {
  expect(actLook('escalated')).toEqual(actLook('other'));
  expect(actLook('revoked')).not.toEqual(actLook('other'));
});
