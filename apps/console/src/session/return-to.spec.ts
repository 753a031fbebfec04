import { signInStateOf } from './return-to.js';

it('a sign-in returns to the path of the console that it started from', () => {
  const state = { returnTo: '/requests?status=pending#x', stepUp: true };
  expect(signInStateOf(state)).toEqual(state);
});

it.each([
  undefined,
  null,
  'x',
  { returnTo: 'https://elsewhere.example' },
  { returnTo: '//elsewhere.example' },
  { returnTo: '/\\elsewhere.example' },
])('the state %j returns to the home page', (state) => {
  expect(signInStateOf(state)).toEqual({ returnTo: '/', stepUp: false });
});
