import { inFlightInWords } from './in-flight-words.js';

it.each([
  [[], 3, 'No request is pending under this policy.'],
  [[{ version: 3, pending: 1 }], 3, '1 request is pending under this policy, under its newest version.'],
  [
    [
      { version: 3, pending: 12 },
      { version: 2, pending: 1 },
    ],
    3,
    '13 requests are pending under this policy: 1 of them under older versions, which continue to govern them (1 under version 2).',
  ],
  [
    [{ version: 3, pending: 2 }],
    null,
    '2 requests are pending under this policy, and will keep the version they have.',
  ],
])('pending requests %j with the newest version %j (rules.md#governing-version)', (items, newest, words) =>
  expect(inFlightInWords(items, newest)).toBe(words),
);
