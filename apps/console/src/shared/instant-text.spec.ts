import dayjs from 'dayjs';
import { exactInstant, nearInstant } from './instant-text.js';

const now = dayjs('2026-11-20T12:00:00');
const near = (local: string) => nearInstant(dayjs(local).toISOString(), now);

it('a near instant has the shortest clear form', () => {
  expect([
    near('2026-11-20T09:05:00'),
    near('2026-11-19T23:00:00'),
    near('2026-11-21T00:00:00'),
    near('2026-02-03T04:05:00'),
    near('2025-12-31T04:05:00'),
  ]).toEqual(['today 09:05', 'yesterday 23:00', 'tomorrow 00:00', '3 Feb, 04:05', '31 Dec 2025, 04:05']);
});

it('an exact instant has seconds, zone and UTC', () => {
  const at = '2026-11-20T09:05:07.123Z';
  expect(exactInstant(at)).toMatch(
    /20 November 2026, \d\d:05:07 \(UTC[+-]\d\d:\d\d\) · 2026-11-20T09:05:07\.123Z$/,
  );
  expect(exactInstant('never')).toBe('never');
});
