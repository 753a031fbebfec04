import { summaryQuery } from '@countersign/contracts';
import type { InvalidInput } from '@countersign/contracts';
import { summaryRange } from './summary-range.js';

const now = new Date('2026-03-31T12:00:00.000Z');
const rangeOf = (query: object) => summaryRange(summaryQuery.parse(query), now);
function refusedPaths(query: object): string[] {
  try {
    rangeOf(query);
    return [];
  } catch (error) {
    return (error as InvalidInput).errors.map(({ path }) => path);
  }
}
const at = (text: string) => `${text}T00:00:00.000Z`;

it('the default range is the last 30 days, in days of UTC', () => {
  const from = '2026-03-01T12:00:00.000Z';
  const to = '2026-03-31T12:00:00.000Z';
  expect(rangeOf({})).toEqual({ from, to, bucket: 'day', timeZone: 'UTC' });
});

it('a range with only an end has 30 days', () => {
  expect(rangeOf({ to: at('2026-01-31') })).toMatchObject({ from: at('2026-01-01'), to: at('2026-01-31') });
});

it.each([
  [{ from: at('2026-01-01'), to: at('2027-01-02') }, 'bucket or range', true],
  [{ from: at('2026-01-01'), to: at('2027-01-03') }, 'to', false],
  [{ from: at('2026-01-01'), to: at('2026-01-01') }, 'to', false],
  [{ from: at('2026-04-01') }, 'to', false],
  [{ from: at('2026-01-01'), to: '2026-02-11T14:00:00.000Z', bucket: 'hour' }, 'bucket', true],
  [{ from: at('2026-01-01'), to: '2026-02-11T15:00:00.000Z', bucket: 'hour' }, 'bucket', false],
])('%j: %s', (query, path, allowed) => {
  if (allowed) expect(rangeOf(query)).toMatchObject(query);
  else expect(refusedPaths(query)).toEqual([path]);
});

it.each(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+5'])(
  '%s is a time zone',
  (timeZone) => {
    expect(summaryQuery.parse({ timeZone }).timeZone).toBe(timeZone);
  },
);

it.each(['', '+01:00', 'Mars/Olympus', 'foo5', "UTC'; --", 'Europe/Berlin '])(
  '%j is not a time zone',
  (timeZone) => {
    expect(summaryQuery.safeParse({ timeZone }).success).toBe(false);
  },
);
