import { assertInYears, readInstant } from './instant.js';
import { Unreadable } from './unreadable.js';

const UNREADABLE =
  'must be a time such as 2026-01-31T22:00:00+01:00; the console and the command line also take 2026-01-31 22:00';
const inBerlin = (text: string) => readInstant(text, 'Europe/Berlin');

it.each([
  ['2026-01-31T22:00:00+01:00', '2026-01-31T21:00:00.000Z'],
  ['2026-01-31t22:00:00.1239z', '2026-01-31T22:00:00.123Z'],
  ['2026-01-31T22:00:00,5Z', '2026-01-31T22:00:00.500Z'],
  ['2026-01-31 22:00', '2026-01-31T21:00:00.000Z'],
  ['2026-01-31T22:00', '2026-01-31T21:00:00.000Z'],
  ['2026-07-31  9:05:07', '2026-07-31T07:05:07.000Z'],
  ['2026-01-31 22:00Z', '2026-01-31T22:00:00.000Z'],
  ['2026-01-31 22:00 UTC', '2026-01-31T22:00:00.000Z'],
  ['2026-01-31 22:00 +2', '2026-01-31T20:00:00.000Z'],
  ['2026-01-31 22:00+0530', '2026-01-31T16:30:00.000Z'],
  ['2026-01-31T22:00-00:30', '2026-01-31T22:30:00.000Z'],
  ['2026-01-31', '2026-01-30T23:00:00.000Z'],
  [' 2024-02-29 ', '2024-02-28T23:00:00.000Z'],
])('%j is %s in Berlin', (text, instant) => expect(inBerlin(text)).toBe(instant));

it.each([
  ...[
    '',
    'tomorrow',
    '22:00',
    '2026-1-31',
    '31.01.2026',
    '2026-01-31T',
    '2026-01-31 24:00',
    '2026-01-31 22:60',
  ].map((text) => [text, UNREADABLE] as const),
  ...[
    '2026-01-31 22:00:60Z',
    '2026-01-31 22:00 +24',
    '2026-01-31 22:00 +1:60',
    '2026-01-31 22',
    '20260131T2200Z',
  ].map((text) => [text, UNREADABLE] as const),
  ...['2026-02-30', '2026-02-29 10:00', '2026-13-01', '2026-00-10 10:00Z', '2026-04-31T00:00:00Z'].map(
    (text) => [text, 'must be a day of the calendar'] as const,
  ),
  ...['0000-01-01T00:00Z', '9999-12-31T23:59:59-01:00', '0001-01-01T00:00+01:00', '0001-01-01'].map(
    (text) => [text, 'must be in the years 1 to 9999 in UTC'] as const,
  ),
])('%j is refused: %s', (text, problem) => expect(() => inBerlin(text)).toThrow(new Unreadable(problem)));

describe('a local time that a zone does not have exactly once', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29 02:30'],
    ['America/Santiago', '2026-09-06 00:30'],
    ['Australia/Lord_Howe', '2026-10-04 02:15'],
    ['Pacific/Apia', '2011-12-30 12:00'],
  ])('is refused where it does not exist: %s, %s', (zone, text) =>
    expect(() => readInstant(text, zone)).toThrow(
      new Unreadable(`must be a time that exists in ${zone}: its clocks go forward past this one`),
    ),
  );

  it.each([
    ['Europe/Berlin', '2026-10-25 02:30', '+02:00 or +01:00'],
    ['Atlantic/Azores', '2026-10-25 00:30', '+00:00 or -01:00'],
    ['America/Havana', '2026-11-01 00:00', '-04:00 or -05:00'],
    ['Australia/Lord_Howe', '2026-04-05 01:45', '+11:00 or +10:30'],
  ])('is refused where it exists twice, with both offsets: %s, %s', (zone, text, choice) => {
    expect(() => readInstant(text, zone)).toThrow(
      new Unreadable(`must have an offset, ${choice}: clocks in ${zone} show this time twice`),
    );
    const [first = '', second = ''] = choice
      .split(' or ')
      .map((offset) => readInstant(`${text}${offset}`, zone));
    expect(Date.parse(second) - Date.parse(first)).toBe(
      zone === 'Australia/Lord_Howe' ? 1_800_000 : 3_600_000,
    );
  });

  it('is read at the edges of the change, where it exists once', () => {
    expect(inBerlin('2026-03-29 01:59:59.999')).toBe('2026-03-29T00:59:59.999Z');
    expect(inBerlin('2026-03-29 03:00')).toBe('2026-03-29T01:00:00.000Z');
    expect(inBerlin('2026-10-25 01:59:59.999')).toBe('2026-10-24T23:59:59.999Z');
    expect(inBerlin('2026-10-25 03:00')).toBe('2026-10-25T02:00:00.000Z');
  });
});

it('an instant whose offset moves it out of the years of RFC 3339 is refused', () => {
  expect(assertInYears('2026-01-31T22:00:00.5+01:00')).toBe('2026-01-31T21:00:00.500Z');
  expect(() => assertInYears('9999-12-31T23:59:59-00:01')).toThrow(Unreadable);
  expect(() => assertInYears('0000-12-31T23:59:59Z')).toThrow(Unreadable);
});
