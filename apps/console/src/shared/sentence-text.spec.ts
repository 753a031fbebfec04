import { readableSentence } from './sentence-text.js';

it('the instants of a sentence are shown in the zone of the reader', () => {
  const at = new Date(2026, 0, 31, 9, 5).toISOString();
  expect(readableSentence(`Alice checked the access out, until ${at} at the latest.`)).toBe(
    'Alice checked the access out, until 31 Jan 2026, 09:05 at the latest.',
  );
  expect(readableSentence('It says 2026-01-31 and 09:05.')).toBe('It says 2026-01-31 and 09:05.');
});

it('the durations of a sentence are in words, and names that resemble a duration stay as they are', () => {
  expect(readableSentence('Bob approved step 1, for at most PT45M.')).toBe(
    'Bob approved step 1, for at most 45 min.',
  );
  expect(readableSentence('for P1DT2H, or P2W')).toBe('for 1 day 2 h, or 14 days');
  expect(readableSentence('Paul asked for the account P on PT-1 and P1D-db')).toBe(
    'Paul asked for the account P on PT-1 and P1D-db',
  );
});
