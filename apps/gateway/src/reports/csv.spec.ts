import fc from 'fast-check';
import { csvLine } from './check-out-csv.js';

it.each<[string, Parameters<typeof csvLine>[0], string]>([
  ['plain', ['a', 'b c', 3, null, ''], 'a,b c,3,,\r\n'],
  ['commas and quotes', ['a,b', 'say "yes"'], '"a,b","say ""yes"""\r\n'],
  ['line breaks', ['one\ntwo', 'three\r\nfour'], '"one\ntwo","three\r\nfour"\r\n'],
  ['beyond ASCII', ['Zoë, Ünal'], '"Zoë, Ünal"\r\n'],
  ['a number is one, also below zero', [-1], '-1\r\n'],
])('%s', (_name, cells, line) => {
  expect(csvLine(cells)).toBe(line);
});

it.each([
  ['=HYPERLINK("http://evil.example.com","pay")', `"'=HYPERLINK(""http://evil.example.com"",""pay"")"\r\n`],
  ['+1', `'+1\r\n`],
  ['-2+3', `'-2+3\r\n`],
  ['@SUM(A1)', `'@SUM(A1)\r\n`],
  ['\t=1', `'\t'=1\r\n`],
  ['\r=1', `"'\r'=1"\r\n`],
  ['\n=1', `"'\n'=1"\r\n`],
  ['＝1', `'＝1\r\n`],
  ['x;=1', `x;'=1\r\n`],
  ['x; @A1;+1', `x; '@A1;'+1\r\n`],
  ['x;"=1;', `"x;""'=1;"\r\n`],
  ['fine\n=1', `"fine\n'=1"\r\n`],
  ['x\t-1', `x\t'-1\r\n`],
])('defuses the formula %j', (cell, line) => {
  expect(csvLine([cell])).toBe(line);
});

it('can be read back, whatever is written', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2 }), (cells) => {
      const bare = (texts: string[]) => texts.map((text) => text.replaceAll("'", ''));
      expect(bare(parse(csvLine(cells)))).toEqual(bare(cells));
    }),
  );
});

it('has no formula for a reader that separates by semicolons or tabs', () => {
  const unit = fc.constantFrom(';', '\t', '\n', '\r', '=', '+', '-', '@', '"', ' ', 'a', ',', '＝');
  fc.assert(
    fc.property(fc.array(fc.string({ unit }), { minLength: 1 }), (cells) => {
      const line = csvLine(['id', ...cells]);
      const begun = line.split(/[;\t\r\n]/).map((cell) => cell.replace(/^[" ]+/, ''));
      expect(begun.filter((cell) => /^[=+\-@＝]/.test(cell))).toEqual([]);
    }),
  );
});

/** A reader of one line, as RFC 4180 has it. */
function parse(line: string): string[] {
  const cells: string[] = [];
  for (let rest = `,${line.slice(0, -2)}`; rest !== '';) {
    const [all = '', quoted, plain = ''] = /^,(?:"((?:[^"]|"")*)"|([^",]*))/.exec(rest) ?? [];
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    rest = rest.slice(all.length);
    if (all === '') throw new Error(`cannot be read from ${rest}`);
  }
  return cells;
}
