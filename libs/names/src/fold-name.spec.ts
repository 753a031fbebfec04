import { foldName } from './fold-name.js';

const everyPoint = function* (): Generator<string> {
  for (let point = 0; point <= 0x10ffff; point++) yield String.fromCodePoint(point);
};

describe('names as keys (rules.md#names)', () => {
  it.each([
    ['PROD-DB', 'prod-db'],
    ['Straße', 'STRASSE'],
    ['STRAẞE', 'straße'],
    ['ẞ', 'ss'],
    ['ﬁle', 'FILE'],
    ['U\u0308ber', 'über'],
    ['ὈΔΥΣΣΕΎΣ', 'ὀδυσσεύς'],
    ['\u1fb3', 'ΑΙ'],
    ['\u03b1\u0345\u0301', '\u03b1\u0301\u0345'],
    ['\u212a', 'k'],
    ['ſ', 'S'],
    ['Ꭰ', 'ꭰ'],
    ['𐐀', '𐐨'],
  ])('%s and %s are equal', (a, b) => expect(foldName(a)).toBe(foldName(b)));

  it.each([
    ['prod-1', 'prod-2'],
    ['admin', 'admın'],
    ['resume', 'résumé'],
  ])('%s and %s are different', (a, b) => expect(foldName(a)).not.toBe(foldName(b)));

  it('are their own keys, for every character of Unicode and every mark that case folding depends on', () => {
    const wrong: string[] = [];
    for (const character of everyPoint()) {
      const isAlone = !/\p{L}|\p{M}/u.test(character);
      for (const text of isAlone
        ? [character]
        : [character, `${character}\u0345`, `${character}\u0308\u0301`]) {
        const key = foldName(text);
        if (foldName(key) !== key) wrong.push(text);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are the same for the decomposed and composed form of every character', () => {
    const wrong: string[] = [];
    for (const character of everyPoint()) {
      const forms = [character.normalize('NFD'), character.normalize('NFC')];
      if (forms.some((form) => foldName(form) !== foldName(character))) wrong.push(character);
    }
    expect(wrong).toEqual([]);
  });

  it('are the same for every character in upper and in lower case, save the dotless i', () => {
    const wrong = new Set<string>();
    for (const character of everyPoint()) {
      if (/\p{Cn}/u.test(character)) continue;
      for (const other of [character.toLowerCase(), character.toUpperCase()])
        if (foldName(other) !== foldName(character)) wrong.add(character);
    }
    expect([...wrong].filter(isOfUnicode16)).toEqual(['ı']);
  });
});

/** Cased letters that came with Unicode 17.0, which no name may have. */
function isOfUnicode16(character: string): boolean {
  return !/[\ua7ce-\ua7d5\u{16ea0}-\u{16ed3}]/u.test(character);
}
