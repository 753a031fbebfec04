import { PassThrough } from 'node:stream';
import { details, table } from './table.js';
import type { Column } from './table.js';
import { json, plain, progressBar, Terminal } from './terminal.js';

interface Row {
  name: string | null;
  n: number;
}

const columns: Column<Row>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'n', of: ({ n }) => n },
];

it('aligns columns whatever characters are in them', () => {
  const rows = [
    { name: 'Zoë', n: 1 },
    { name: null, n: 20 },
    { name: 'e\u0301clair', n: 3 },
  ];
  expect(table(rows, columns)).toBe(['NAME    N', 'Zoë     1', '-       20', 'e\u0301clair  3'].join('\n'));
  expect(table([], columns)).toBe('NAME  N');
});

it('keeps other people’s text from moving the cursor, breaking the line or changing its direction', () => {
  const [, row] = table([{ name: 'a\u001b[2Jb\nc\u202ed', n: 1 }], columns).split('\n');
  expect(row).toBe('a<U+001B>[2Jb c<U+202E>d  1');
  expect(plain('line\nline\ttab \u009b')).toBe('line\nline\ttab <U+009B>');
});

it('shows by their codes the characters that cannot be seen in names, and keeps those that emoji and scripts need', () => {
  expect(plain('prod\u200bdb\u00ad\u{e0041}\ufeff')).toBe('prod<U+200B>db<U+00AD><U+E0041><U+FEFF>');
  expect(plain('👩\u200d🔧 ⚠\ufe0f می\u200cخواهم')).toBe('👩\u200d🔧 ⚠\ufe0f می\u200cخواهم');
});

it('escapes them in JSON so that it says the same', () => {
  const value = { name: 'a\u202eb\u009b\u{e0041}', text: 'line\nline ✓' };
  const text = json(value);
  expect(text).toContain('"a\\u202eb\\u009b\\udb40\\udc41"');
  expect(JSON.parse(text)).toEqual(value);
});

it('leaves missing values out of details', () => {
  expect(
    details([
      ['id', 'x'],
      ['ticket', null],
      ['reason', 'two\nlines'],
    ]),
  ).toBe('id:     x\nreason: two lines');
});

it('fills a progress bar by the share, and never over its end', () => {
  expect(progressBar(0.5, 'timeline')).toBe(`[${'#'.repeat(15)}${'.'.repeat(15)}]  50 %  timeline`);
  expect(progressBar(7, 't')).toContain('100 %');
  expect(progressBar(Number.NaN, 't')).toContain('  0 %');
});

it('keeps other people’s escape sequences out of messages', () => {
  const err = new PassThrough();
  new Terminal(new PassThrough(), err).say('Signed in as a\u001b]0;title\u0007');
  expect(String(err.read())).toBe('Signed in as a<U+001B>]0;title<U+0007>\n');
});
