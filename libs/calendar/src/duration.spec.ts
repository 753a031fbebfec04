import fc from 'fast-check';
import { durationMs, durationSeconds, formatDuration, readDuration, storedDuration } from './duration.js';
import { Unreadable } from './unreadable.js';

const NOT_READABLE = 'must be a duration such as PT1H30M; the console and the command line also take 1h30m';

describe('ISO 8601 durations', () => {
  it.each([
    ['PT1H30M', 5_400_000],
    ['P1D', 86_400_000],
    ['P1DT1S', 86_401_000],
    ['P2W', 1_209_600_000],
    ['PT0S', 0],
    ['PT0.5H', 1_800_000],
    ['PT0,5H', 1_800_000],
    ['PT1.5S', 1_500],
    ['PT1.001S', 1_001],
    ['PT1H0.1M', 3_606_000],
    ['P0.5W', 302_400_000],
    ['P1.5D', 129_600_000],
    ['PT0.100000H', 360_000],
    ['P999999.999999W', 604_799_999_999_395.2],
  ])('%s is %d ms, or too fine', (text, ms) => {
    if (Number.isInteger(ms)) expect(durationMs(text)).toBe(ms);
    else expect(() => durationMs(text)).toThrow(/millisecond/);
  });

  it.each([
    ...[
      '',
      'P',
      'PT',
      '1h',
      'PT-1H',
      'pt1h',
      'PT1H ',
      'P1DT',
      'PT.5H',
      'PT1.H',
      'PT1.5',
      'P1.5',
      'PT1H1D',
    ].map((text) => [text, NOT_READABLE] as const),
    ...['P1Y', 'P1M', 'P1Y2M', 'P1M1D', 'P1YT1H'].map(
      (text) => [text, 'must not have years or months: their length varies'] as const,
    ),
    ...['PT0.0001S', 'PT0.333333H', 'PT0.00001M'].map(
      (text) => [text, 'must not be finer than a millisecond'] as const,
    ),
    ...['PT1.5H30M', 'P0.5DT1H', 'P1,5W1D'].map(
      (text) => [text, 'may have a fraction only in its last unit'] as const,
    ),
  ])('%j is refused: %s', (text, problem) => expect(() => durationMs(text)).toThrow(new Unreadable(problem)));

  it('are formatted so that they are read as the same number of milliseconds', () =>
    fc.assert(
      fc.property(fc.nat(10_000_000_000), (ms) => durationMs(formatDuration(ms / 1000)) === ms),
      { numRuns: 5000 },
    ));

  it('have milliseconds that are exact, whatever their fraction', () =>
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.nat(999), (seconds, ms) => {
        const text = `PT${seconds}.${String(ms).padStart(3, '0')}S`;
        expect(durationMs(text)).toBe(seconds * 1000 + ms);
        expect(durationSeconds(text)).toBe((seconds * 1000 + ms) / 1000);
      }),
    ));

  it.each([
    ['PT24H', 'PT24H'],
    ['PT0H59M', 'PT0H59M'],
    ['PT0.5H', 'PT30M'],
    ['PT0,50H', 'PT30M'],
    ['PT90.5S', 'PT1M30.5S'],
    ['P1.0D', 'P1D'],
  ])('%s is recorded as %s', (text, stored) => {
    expect(storedDuration(text)).toBe(stored);
    expect(durationMs(stored)).toBe(durationMs(text));
    expect(storedDuration(stored)).toBe(stored);
  });
});

describe('durations as people write them', () => {
  it.each([
    ['1w', 'P7D'],
    ['1.5h', 'PT1H30M'],
    ['90m', 'PT1H30M'],
    ['90 min', 'PT1H30M'],
    ['1h30m', 'PT1H30M'],
    ['1h30', 'PT1H30M'],
    ['1 h 30 min', 'PT1H30M'],
    ['1H 30M', 'PT1H30M'],
    ['1.5 hours', 'PT1H30M'],
    ['1,5 h', 'PT1H30M'],
    ['1:30', 'PT1H30M'],
    ['PT1H30M', 'PT1H30M'],
    ['pt1h30m', 'PT1H30M'],
    ['PT24H', 'PT24H'],
    ['24h', 'P1D'],
    ['pt0,5h', 'PT30M'],
    ['2 days', 'P2D'],
    ['1 day and 2 hours', 'P1DT2H'],
    ['1 week', 'P7D'],
    ['45s', 'PT45S'],
    ['1.5s', 'PT1.5S'],
    ['1.500s', 'PT1.5S'],
    [' 1d12h ', 'P1DT12H'],
    ['1h30.5', 'PT1H30M30S'],
  ])('%j is %s', (written, iso) => expect(readDuration(written)).toBe(iso));

  it.each([
    ...['', ' ', 'soon', '1 fortnight', '-1 h', '+1h', 'constructor', '1 constructor', '1h x', '1h,'].map(
      (text) => [text, NOT_READABLE] as const,
    ),
    ...['90', '1.5', '0', '1:60'].map((text) => [text, 'must name its unit: w, d, h, m or s'] as const),
    ...['30 min 1 h', '1h 2h', '30m1h', '1s 2'].map(
      (text) =>
        [text, text === '1s 2' ? NOT_READABLE : 'must name each unit once, the largest first'] as const,
    ),
    ...['1 month', '2mo', '1y', '1 year', 'p1m', '1 month 2 days'].map(
      (text) => [text, 'must not have years or months: their length varies'] as const,
    ),
    ...['1.5h30m', '0.5d 1h', '1.5h30'].map(
      (text) => [text, 'may have a fraction only in its last unit'] as const,
    ),
    ...['0.0001s', '0.333333h', 'pt0.0001s'].map(
      (text) => [text, 'must not be finer than a millisecond'] as const,
    ),
    ...['1,000 s', '1,500h', '10,000s'].map(
      (text) =>
        [text, 'must have a point before three decimals: a comma there could separate thousands'] as const,
    ),
  ])('%j is refused: %s', (written, problem) =>
    expect(() => readDuration(written)).toThrow(new Unreadable(problem)),
  );

  it('read every ISO 8601 duration as the API does', () =>
    fc.assert(
      fc.property(fc.nat(10_000_000_000), (ms) => {
        const iso = formatDuration(ms / 1000);
        expect([readDuration(iso), readDuration(iso.toLowerCase())]).toEqual([iso, iso]);
      }),
    ));
});
