import {
  dayAfter,
  dayNumber,
  daysOf,
  firstInstantOf,
  isDay,
  offsetAt,
  offsetChange,
  startOfDay,
} from './zone.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Zones that have been abolished or renamed are still names that a client may send. */
const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC', 'Etc/GMT+12', 'Etc/GMT-14', 'Cuba', 'Egypt'];

/** The day at an instant by another way than the code under test: Intl's own text, `2026-01-31`. */
function dayTextOf(zone: string): (instant: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  return (instant) => format.format(instant);
}

it.each([
  // Midnight does not exist: the day begins at one o'clock.
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
  ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z'],
  ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z'],
  ['Atlantic/Azores', '2026-03-29', '2026-03-29T01:00:00.000Z'],
  // Midnight exists twice: the day begins at the first one.
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
  ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00:00.000Z'],
  // The hour before midnight exists twice.
  ['Africa/Cairo', '2026-10-30', '2026-10-29T22:00:00.000Z'],
  ['America/Santiago', '2026-04-05', '2026-04-05T04:00:00.000Z'],
  // Half an hour.
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z'],
  ['Australia/Lord_Howe', '2026-04-06', '2026-04-05T13:30:00.000Z'],
  // Clocks went back from one minute past midnight, to the day before.
  ['America/St_Johns', '2010-11-07', '2010-11-07T02:30:00.000Z'],
  // A day that was left out begins where the next one does.
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
  ['UTC', '2026-01-31', '2026-01-31T00:00:00.000Z'],
])('in %s, the day %s begins at %s', (zone, day, start) => expect(startOfDay(day, zone)).toBe(start));

it.each([2011, 2026, 2027])(
  'every day of %i begins, in every zone, with the first instant that has its date',
  (year) => {
    const wrong: string[] = [];
    const first = daysOf(`${year}-01-01`);
    for (const zone of ZONES) {
      const dayOf = dayTextOf(zone);
      for (let day = first; day < first + 365; day++) {
        const start = firstInstantOf(day, zone);
        const text = new Date(day * DAY).toISOString().slice(0, 10);
        if (dayOf(start) < text || dayOf(start - 1) >= text) wrong.push(`${zone} ${text}`);
      }
    }
    expect(wrong).toEqual([]);
  },
  240_000,
);

it('no instant of the day before a day shows its date or a later one', () => {
  const wrong: string[] = [];
  for (const zone of ZONES) {
    const dayOf = dayTextOf(zone);
    for (const change of changesOf(zone, 2026)) {
      const day = dayNumber(change, zone);
      const text = new Date(day * DAY).toISOString().slice(0, 10);
      for (let at = firstInstantOf(day, zone) - 1; at > change - 26 * HOUR; at -= HOUR / 4)
        if (dayOf(at) >= text) wrong.push(`${zone} ${text} ${new Date(at).toISOString()}`);
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

/** The instants of a year at which a zone's clocks change. */
function changesOf(zone: string, year: number): number[] {
  const changes: number[] = [];
  for (let at = Date.UTC(year); at < Date.UTC(year + 1); at += DAY) {
    const change = offsetChange(at, at + DAY, zone);
    if (change !== null) changes.push(change);
  }
  return changes;
}

it('finds the instant at which clocks change, to the millisecond', () => {
  expect(changesOf('Europe/Berlin', 2026)).toEqual(
    ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'].map((at) => Date.parse(at)),
  );
  expect(changesOf('UTC', 2026)).toEqual([]);
  expect(
    offsetChange(Date.parse('2026-03-29T01:00:00Z'), Date.parse('2026-03-30T00:00:00Z'), 'Europe/Berlin'),
  ).toBeNull();
});

it.each([
  ['Australia/Lord_Howe', '2026-01-01T00:00:00Z', 11 * HOUR],
  ['Asia/Kathmandu', '2026-01-01T00:00:00.999Z', 5.75 * HOUR],
  ['America/St_Johns', '2026-01-01T00:00:00Z', -3.5 * HOUR],
  ['Europe/Berlin', '1850-01-01T00:00:00Z', 3_208_000],
  ['Asia/Manila', '0001-01-01T00:00:00Z', -57_368_000],
])('%s is ahead of UTC at %s by %d ms', (zone, at, offset) =>
  expect(offsetAt(Date.parse(at), zone)).toBe(offset),
);

it('refuses a zone that does not exist', () => expect(() => offsetAt(0, 'Mars/Olympus')).toThrow(RangeError));

it('knows the days of the calendar', () => {
  expect(
    ['2024-02-29', '2026-02-29', '2026-02-30', '2026-13-01', '2026-1-01', '', '2026-01-31T00'].map(isDay),
  ).toEqual([true, false, false, false, false, false, false]);
  expect([dayAfter('2026-01-31'), dayAfter('2024-02-28'), dayAfter('2026-12-31')]).toEqual([
    '2026-02-01',
    '2024-02-29',
    '2027-01-01',
  ]);
});
