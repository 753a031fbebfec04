import { characterFault, isVisible, nameFault } from './name-fault.js';

describe('names that cannot be told apart by sight are invalid (rules.md#names)', () => {
  it.each([
    ['prod\u202edb', 'must not contain U+202E, which changes the direction of text, as character 5'],
    ['\u2066prod', 'must not contain U+2066, which changes the direction of text, as character 1'],
    ['prod\u200bdb', 'must not contain U+200B, which is invisible, as character 5'],
    ['prod\u200d', 'must not contain U+200D, which is invisible, as character 5'],
    ['\ufeffprod', 'must not contain U+FEFF, which is invisible, as character 1'],
    ['pr\u00adod', 'must not contain U+00AD, which is invisible, as character 3'],
    ['prod\u{e0041}', 'must not contain U+E0041, which is invisible, as character 5'],
    ['a\ufe0fb', 'must not contain U+FE0F, which is invisible, as character 2'],
    ['\u3164', 'must not contain U+3164, which is invisible, as character 1'],
    ['prod\u2800', 'must not contain U+2800, which is invisible, as character 5'],
    ['\u200b\u2060', 'must not contain U+200B, which is invisible, as character 1'],
    ['😀\u061c', 'must not contain U+061C, which changes the direction of text, as character 2'],
    ['a\nb', 'must not contain U+000A, a control character, as character 2'],
    ['a\u2028b', 'must not contain U+2028, a control character, as character 2'],
    ['a\ud83d', 'must not contain U+D83D, half of a surrogate pair, as character 2'],
    ['a\ue000', 'must not contain U+E000, a private-use character, as character 2'],
    ['a\u{10fffd}', 'must not contain U+10FFFD, a private-use character, as character 2'],
    ['a\u0378', 'must not contain U+0378, which Unicode 16.0 does not know, as character 2'],
    ['a\uffff', 'must not contain U+FFFF, which Unicode 16.0 does not know, as character 2'],
    [' prod', 'must not begin with U+0020, white space'],
    ['\u3000prod', 'must not begin with U+3000, white space'],
    ['prod ', 'must not end with U+0020, white space, as character 5'],
    ['prod\u00a0', 'must not end with U+00A0, white space, as character 5'],
  ])('%j', (name, message) => {
    expect(characterFault(name)).toEqual({ code: 'invalid-name', message });
    expect(nameFault(name, 'any', 'word')).toEqual({ code: 'invalid-name', message });
  });
});

describe('names that mix scripts are confusable (rules.md#names)', () => {
  it.each([
    ['pr\u043ed-db', 'must not mix scripts: U+043E (о) is Cyrillic, unlike the characters before it'],
    ['сервер-db', 'must not mix scripts: U+0064 (d) is Latin, unlike the characters before it'],
    ['\u03bfrders', 'must not mix scripts: U+0072 (r) is Latin, unlike the characters before it'],
    ['שרתсервер', 'must not mix scripts: U+0441 (с) is Cyrillic, unlike the characters before it'],
    ['ᏢᎡod', 'must not mix scripts: U+006F (o) is Latin, unlike the characters before it'],
    ['ｐｒｏｄ', 'must not contain U+FF50 (ｐ), which looks like p'],
    ['𝐩rod', 'must not contain U+1D429 (𝐩), which looks like p'],
    ['prod-ⅰ', 'must not contain U+2170 (ⅰ), which looks like i'],
    ['a\u00a0b', 'must not contain U+00A0, which looks like a single blank'],
    ['a  b', 'must not contain U+0020 U+0020, which looks like a single blank'],
  ])('%s', (name, message) => {
    expect(nameFault(name, 'restricted', 'name')).toEqual({ code: 'confusable-name', message });
    expect(nameFault(name, 'any', 'name')).toBeNull();
  });

  it('but words of a directory are judged one by one', () => {
    expect(nameFault('CORP\\иван', 'restricted', 'word')).toBeNull();
    expect(nameFault('Отдел IT', 'restricted', 'word')).toBeNull();
    expect(nameFault('иван@example.com', 'restricted', 'word')).toBeNull();
    expect(nameFault('CORP\\ив\u0061н', 'restricted', 'word')).toMatchObject({ code: 'confusable-name' });
  });
});

it.each([
  ...[
    'prod-db-eu',
    'CORP\\svc-backup',
    'Überwachung',
    'a b',
    '…',
    '.hidden',
    'straße',
    'ﬁle',
    'm²',
    '№ 5',
    '😀',
    '10€',
  ],
  ...[
    'сервер',
    'διακομιστής',
    'サーバー本番',
    'サーバー-db',
    '생산-db',
    '生产数据库-1',
    'เซิร์ฟเวอร์',
    'שרת-db',
    'خادم',
    'हिन्दी-db',
    'ꭰꭱ',
  ],
])('the name %s is accepted', (name) => expect(nameFault(name, 'restricted', 'name')).toBeNull());

describe('the tables of Unicode 16.0', () => {
  it('agree with the Unicode of Node.js on every character, save those that are newer', () => {
    const refused =
      /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2800\u{1d159}]/u;
    const tooMany: string[] = [];
    let newer = 0;
    for (let point = 0; point <= 0x10ffff; point++) {
      const character = String.fromCodePoint(point);
      if (isVisible(character) && refused.test(character)) tooMany.push(character);
      if (!isVisible(character) && !refused.test(character)) newer++;
    }
    expect(tooMany).toEqual([]);
    const { unicode = '' } = process.versions;
    const known: Record<string, number> = { '16.0': 0, '17.0': 4_803 };
    expect({ unicode, newer }).toEqual({ unicode, newer: known[unicode] });
  });
});
