import { etag, ifMatchVersion } from './if-match.js';

describe('If-Match', () => {
  it('reads its own ETag', () => {
    expect(ifMatchVersion(etag(12))).toBe(12);
    expect(ifMatchVersion(' "3" ')).toBe(3);
  });

  it.each([undefined, '', '  '])('refuses %p as missing', (header) => {
    expect(() => ifMatchVersion(header)).toThrow(
      expect.objectContaining({ status: 428, code: 'if-match-missing' }) as Error,
    );
  });

  it.each([
    '*',
    '3',
    'W/"3"',
    '"3", "4"',
    '"03"',
    '"0"',
    '"-1"',
    '"3.0"',
    '"1e3"',
    '"9999999999"',
    '""',
    '"abc"',
  ])('refuses %p as malformed', (header) => {
    expect(() => ifMatchVersion(header)).toThrow(
      expect.objectContaining({ status: 400, code: 'if-match-malformed' }) as Error,
    );
  });
});
