import { durationBetween } from './primitives.js';

const problemOf = (text: string, schema = durationBetween('PT5M', 'PT1H')) =>
  schema.safeParse(text).error?.issues.map(({ message }) => message);

describe('a duration between PT5M and PT1H', () => {
  const schema = durationBetween('PT5M', 'PT1H');

  it.each(['PT5M', 'PT60M', 'PT3600S', 'PT0H59M'])('is kept as it is written: %s', (text) =>
    expect(schema.parse(text)).toBe(text),
  );

  it.each([
    ['PT0.5H', 'PT30M'],
    ['PT0,5H', 'PT30M'],
    ['PT300.5S', 'PT5M0.5S'],
  ])('with a fraction is recorded in its shortest form: %s is %s', (text, recorded) =>
    expect(schema.parse(text)).toBe(recorded),
  );

  it.each([
    ['PT299S', 'must be between PT5M and PT1H'],
    ['PT299.999S', 'must be between PT5M and PT1H'],
    ['PT3600.001S', 'must be between PT5M and PT1H'],
    ['P1M', 'must not have years or months: their length varies'],
    ['PT5.00001M', 'must not be finer than a millisecond'],
    ['PT0.5H30M', 'may have a fraction only in its last unit'],
    ...['soon', '', '1h', 'pt1h', '90m', ' PT1H'].map((text) => [
      text,
      'must be a duration such as PT1H30M; the console and the command line also take 1h30m',
    ]),
  ])('is refused, once and with the reason: %j, %s', (text, problem) =>
    expect(problemOf(text, schema)).toEqual([problem]),
  );
});
