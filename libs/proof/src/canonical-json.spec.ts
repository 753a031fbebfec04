import fc from 'fast-check';
// By its path: the package's `exports` know no `require`, which is what Jest resolves by.
// eslint-disable-next-line @nx/enforce-module-boundaries -- not a project, the oracle in node_modules
import canonicalize from '../../../node_modules/canonicalize/lib/canonicalize.js';
import { canonicalJson, LoneSurrogate, NotJson } from './canonical-json.js';

const json = fc.jsonValue({ noUnicodeString: false });

describe('canonicalJson', () => {
  it('writes the example of RFC 8785, section 3.2', () => {
    const example = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts names by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalJson(names)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });

  it('writes the same text as the package canonicalize', () => {
    fc.assert(fc.property(json, (value) => expect(canonicalJson(value)).toBe(canonicalize(value))));
  });

  it('parses back to the same value, however the members were ordered', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it('leaves out members that are undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it.each([
    [[undefined], '.0: a value of type undefined is not JSON'],
    [{ a: { b: Symbol('s') } }, 'a.b: a value of type symbol is not JSON'],
    [{ at: new Date(0) }, 'at: an instance of a class is not JSON'],
    [new Map(), 'value: an instance of a class is not JSON'],
    [{ toJSON: () => 1 }, 'toJSON: a value of type function is not JSON'],
    [{ n: NaN }, 'n: NaN is not JSON'],
  ])('refuses %p, naming the place', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(new NotJson('', '').constructor as typeof NotJson);
    expect(() => canonicalJson(value)).toThrow(message);
  });

  it('refuses endless nesting instead of overflowing the stack', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(() => canonicalJson(circle)).toThrow(NotJson);
  });

  it.each(['\ud800', 'a\udc00b', '\udc00\ud800'])(
    'refuses the lone surrogate in %j as invalid input',
    (text) => {
      expect(() => canonicalJson({ comment: text })).toThrow(LoneSurrogate);
      expect(() => canonicalJson({ [text]: 1 })).toThrow(LoneSurrogate);
    },
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, member]) => [name, reversed(member)]));
}
