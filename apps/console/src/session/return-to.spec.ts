import { signInStateOf } from './return-to.js';

test('a path of the console is where a sign-in comes back to', () => {
  const state = { returnTo: '/requests?status=pending#x', stepUp: true };
  expect(signInStateOf(state)).toEqual(state);
});

test.each([
  undefined,
  null,
  'x',
  { returnTo: 'https://elsewhere.example' },
  { returnTo: '//elsewhere.example' },
  { returnTo: '/\\elsewhere.example' },
])('%j leads home', (state) => {
  expect(signInStateOf(state)).toEqual({ returnTo: '/', stepUp: false });
});
