import fc from 'fast-check';
import { decodeUtf8, MalformedJson, parseJson } from './strict-json.js';

const problemOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof MalformedJson) return error.problem;
    throw error;
  }
  return 'none';
};

describe('JSON that every reader reads alike', () => {
  it.each([
    '{"requiredApprovals":3,"requiredApprovals":1}',
    '{"a":1,"\\u0061":2}',
    '{"\\u0061":1,"a":2}',
    '{"a\\/b":1,"a/b":2}',
    '{"":1,"":2}',
    '{"a":{},"a":[]}',
    '{"a":1,"b":"a","a":2}',
    '{ "a" : [ {"x":1} , {"x":1} ] , "a" : 1 }',
    '[1,{"steps":[{"n":1},{"n":1,"n":2}]}]',
    '{"deep":{"deep":{"deep":{"a":1,"b":2,"\\u{61}":3}}}}'.replace('\\u{61}', '\\u0061'),
    '{"\\"":1,"\\u0022":2}',
    '{"\\\\":1,"\\u005c":2}',
    '{"\ud83d\ude00":1,"\\ud83d\\ude00":2}',
  ])('has no member twice: %s', (text) => {
    expect(problemOf(() => parseJson(text))).toMatch(/^a member is given twice, at character \d+$/);
  });

  it.each(['{"\\ud83d":1}', '{"a":{"x\\udc00y":1}}', '{"\\ude00\\ud83d":[]}', '[{"\ud800":1}]'])(
    'has no half of a surrogate pair in a name: %s',
    (text) => {
      expect(problemOf(() => parseJson(text))).toMatch(/^half of a surrogate pair at character \d+$/);
    },
  );

  it('leaves half of a surrogate pair in a value to the schema of the value', () => {
    expect(parseJson('{"a":"\\ud800"}')).toEqual({ a: '\ud800' });
  });

  it.each([
    '{"__proto__":{"isAdmin":true}}',
    '{"a":[{"\\u005f_proto__":1}]}',
    '{"constructor":{"prototype":{}}}',
    '{"constructor":{"a":1,"prototyp\\u0065":{}}}',
  ])('has no member that could become a prototype: %s', (text) => {
    expect(problemOf(() => parseJson(text))).toMatch(/^a forbidden member at character \d+$/);
  });

  it.each(['', '{', '{"a":1}{"b":2}', "{'a':1}", '{"a":1,}', 'NaN', '\ufeff{}', '"\u0001"', '01'])(
    'is JSON: %j is not',
    (text) => {
      expect(problemOf(() => parseJson(text))).toBe('its syntax is wrong');
    },
  );

  it.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"a"}',
    '{"a":["b","b"],"b":1}',
    '{"prototype":{"constructor":1},"constructor":1}',
    '{"a":",\\"a\\":1,{}[]"}',
    '"\\ud83d\\ude00"',
    '{"toString":1,"hasOwnProperty":2}',
  ])('may be anything else: %s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it('is what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        // fast-check also makes the members that are refused.
        fc.pre(!text.includes('proto'));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused with every member repeated in any place, in any spelling', () => {
    const escaped = (name: string) =>
      `"${Array.from(name, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1 }),
        fc.nat(),
        (names, n) => {
          const repeated = names[n % names.length] ?? '';
          const members = [...names.map((name) => `"${name}":{"${name}":[]}`), `${escaped(repeated)}:null`];
          expect(problemOf(() => parseJson(`[{${members.join(',')}}]`))).toMatch('given twice');
        },
      ),
    );
  });

  it('takes linear time', () => {
    const timeOf = (members: number): number => {
      const text = `{${Array.from({ length: members }, (_, n) => `"${'\\\\'.repeat(20)}${n}":"\\"[{,"`).join(',')}}`;
      const began = performance.now();
      parseJson(text);
      return performance.now() - began;
    };
    timeOf(20_000);
    // Ten times the members: quadratic time would be a hundred times as long.
    expect(timeOf(200_000)).toBeLessThan(50 * Math.max(timeOf(20_000), 1));
  });

  it('may be as deep as a body can be', () => {
    const text = `${'['.repeat(32_000)}${']'.repeat(32_000)}`;
    expect(problemOf(() => parseJson(text))).toBe('none');
    expect(problemOf(() => parseJson(`${'{"a":'.repeat(9_000)}{"b":1,"b":2}${'}'.repeat(9_000)}`))).toMatch(
      'twice',
    );
  });
});

describe('UTF-8', () => {
  it.each([[[0xff]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf4, 0x90, 0x80, 0x80]], [[0x61, 0xc3]]])(
    'is checked: %j',
    (bytes) => {
      expect(problemOf(() => decodeUtf8(Uint8Array.from(bytes)))).toBe('it is not UTF-8');
    },
  );

  it('is decoded as it is, with a byte order mark', () => {
    expect(decodeUtf8(Buffer.from('\ufeff"é😀"'))).toBe('\ufeff"é😀"');
  });
});
