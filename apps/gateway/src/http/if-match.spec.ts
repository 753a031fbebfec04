import { etag, ifMatchVersions } from './if-match.js';

describe('If-Match', () => {
  it('reads its own ETag', () => {
    expect(ifMatchVersions(etag(12))).toEqual([12]);
    expect(ifMatchVersions(' "3" ')).toEqual([3]);
  });

  it('reads a list of alternatives', () => {
    expect(ifMatchVersions('"3", "4","7"')).toEqual([3, 4, 7]);
  });

  it.each(['W/"3"', '"03"', '"0"', '"-1"', '"3.0"', '"1e3"', '"9999999999"', '""', '"abc"', '"abc", W/"3"'])(
    'accepts %p as well-formed, matching no version',
    (header) => expect(ifMatchVersions(header)).toEqual([]),
  );

  it.each([undefined, '', '  '])('refuses %p as missing', (header) => {
    expect(() => ifMatchVersions(header)).toThrow(
      expect.objectContaining({ status: 428, code: 'if-match-missing' }) as Error,
    );
  });

  it.each(['*', '3', '"3', '"3"x', 'w/"3"', '"3" "4"', '"3",', '"3", *', Array(21).fill('"3"').join()])(
    'refuses %p as malformed',
    (header) => {
      expect(() => ifMatchVersions(header)).toThrow(
        expect.objectContaining({ status: 400, code: 'if-match-malformed' }) as Error,
      );
    },
  );
});
