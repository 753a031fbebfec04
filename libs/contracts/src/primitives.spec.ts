import { id, instantInput, label, limit, line, literalName, text, visibleName } from './primitives.js';

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('literal names (rules.md#names)', () => {
  it.each(['prod-db-eu', 'CORP\\svc-backup', 'a'.repeat(256), 'Überwachung', '…', '.hidden', 'a b'])(
    'takes %j',
    (name) => expect(accepts(literalName, name)).toBe(true),
  );

  it.each(['', 'a'.repeat(257), 'prod-*', 'what?', '[a]', '{a,b}', 'a\nb', 'a\u0000b', 'a\u2028b', 7, null])(
    'refuses %j',
    (name) => expect(accepts(literalName, name)).toBe(false),
  );

  it.each([
    'a\u202eb',
    'a\u200bb',
    'a\u00adb',
    '\u{e0061}',
    ' a',
    'a ',
    'a\u3000',
    '\ufeffa',
    'a\ue000',
    'a\u0378',
  ])('refuses %j as an invalid name', (name) => {
    const { error } = literalName.safeParse(name);
    expect(error?.issues).toMatchObject([{ params: { refusal: 'invalid-name' } }]);
    expect(accepts(visibleName(9), name)).toBe(false);
  });

  it('drop white space at the ends of labels only', () => {
    expect(label(9).parse(' managers ')).toBe('managers');
    expect(accepts(label(9), 'mana\u200bgers')).toBe(false);
    expect(accepts(label(9), ' ')).toBe(false);
  });

  it('are normalised to NFC', () => expect(literalName.parse('U\u0308')).toBe('Ü'));
});

describe('text', () => {
  it('is kept as written, including line breaks', () =>
    expect(text(20).parse(' a\r\n\tb ')).toBe(' a\r\n\tb '));
  it.each(['\u0007', '\u001b[31m', '\u0085'])('refuses the control character %j', (value) =>
    expect(accepts(text(20), value)).toBe(false),
  );
  it.each([text(20), line(20), literalName])(
    'is refused with half of a surrogate pair, and accepted with a whole pair',
    (schema) => {
      expect(accepts(schema, 'a\ud83d')).toBe(false);
      expect(accepts(schema, '\udd11a')).toBe(false);
      expect(accepts(schema, '🔑')).toBe(true);
    },
  );
  it('of one line has no line breaks and no blanks at its ends', () => {
    expect(accepts(line(5), 'a\nb')).toBe(false);
    expect(line(5).parse(' ab ')).toBe('ab');
    expect(accepts(line(5), '   ')).toBe(false);
  });
});

describe('other primitives', () => {
  it('normalises instants to UTC with milliseconds', () =>
    expect(instantInput.parse('2026-01-31T10:00:00+01:00')).toBe('2026-01-31T09:00:00.000Z'));
  it.each(['2026-01-31', '2026-13-01T00:00:00Z', 'now', '2026-01-31T10:00:00'])(
    'refuses the instant %s',
    (value) => expect(accepts(instantInput, value)).toBe(false),
  );
  it.each([
    ['9999-12-31T23:59:59-00:01', 'must be in the years 1 to 9999 in UTC'],
    ['0000-06-01T00:00:00Z', 'must be in the years 1 to 9999 in UTC'],
    ['0001-01-01T00:00:00+01:00', 'must be in the years 1 to 9999 in UTC'],
    [
      '2026-01-31 22:00',
      'must be a time such as 2026-01-31T22:00:00+01:00; the console and the command line also take 2026-01-31 22:00',
    ],
  ])('refuse the instant %s, once and with the reason', (value, reason) =>
    expect(instantInput.safeParse(value).error?.issues.map(({ message }) => message)).toEqual([reason]),
  );
  it('accept only UUIDv7 as an id', () => {
    expect(accepts(id, '01890a5d-ac96-774b-bcce-b302099a8057')).toBe(true);
    expect(accepts(id, 'f47ac10b-58cc-4372-a567-0e02b2c3d479')).toBe(false);
  });
  it.each([0, 201, 1.5, 'many'])('refuses the limit %s', (value) =>
    expect(accepts(limit, value)).toBe(false),
  );
});
