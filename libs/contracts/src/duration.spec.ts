import fc from 'fast-check';
import { durationBetween, durationSeconds, formatDuration } from './duration.js';

describe('durations', () => {
  it.each([
    ['PT1H30M', 5400],
    ['P1D', 86_400],
    ['P1DT1S', 86_401],
    ['P2W', 1_209_600],
    ['PT0S', 0],
  ])('%s is %d seconds', (text, seconds) => expect(durationSeconds(text)).toBe(seconds));

  it.each(['', 'P', 'PT', '1h', 'P1Y', 'P1M', 'PT1.5H', 'PT-1H', 'pt1h', 'PT1H ', 'P1DT'])(
    '%j is refused',
    (text) => expect(() => durationSeconds(text)).toThrow(RangeError),
  );

  it('are formatted so that they parse to the same number of seconds', () =>
    fc.assert(
      fc.property(fc.nat(10_000_000), (seconds) => durationSeconds(formatDuration(seconds)) === seconds),
      { numRuns: 1000 },
    ));

  describe('between PT5M and PT1H', () => {
    const schema = durationBetween('PT5M', 'PT1H');

    it.each(['PT5M', 'PT60M', 'PT3600S', 'PT0H59M'])('keeps %s as it is written', (text) =>
      expect(schema.parse(text)).toBe(text),
    );

    it.each(['PT299S', 'PT3601S', 'soon', ''])('refuses %j', (text) =>
      expect(schema.safeParse(text).success).toBe(false),
    );
  });
});
