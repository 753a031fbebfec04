import type { Authentication } from '@countersign/contracts';
import { provesMfa } from './second-factor.js';

const now = new Date('2026-01-31T09:00:00.000Z');
const demand = { methods: ['otp', 'hwk'], contexts: ['countersign:mfa'], maxAgeSeconds: 300, now };
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const signIn = (more: Partial<Authentication> = {}): Authentication => ({
  methods: ['pwd', 'otp'],
  contextClass: null,
  at: ago(60),
  ...more,
});

it.each([
  ['a second factor a minute ago', signIn(), true],
  ['one exactly as old as allowed', signIn({ at: ago(300) }), true],
  ['one older than allowed', signIn({ at: ago(300.001) }), false],
  ['one of unknown age', signIn({ at: null }), false],
  ['a password alone', signIn({ methods: ['pwd'] }), false],
  ['nothing known', signIn({ methods: [] }), false],
  ['a context that counts', signIn({ methods: [], contextClass: 'countersign:mfa' }), true],
  ['another context', signIn({ methods: [], contextClass: 'urn:password' }), false],
  ['an issuer a little ahead', signIn({ at: ago(-5) }), true],
  ['a sign-in in the future', signIn({ at: ago(-60) }), false],
])('%s', (_, authentication, proves) => {
  expect(provesMfa(authentication, demand)).toBe(proves);
});
