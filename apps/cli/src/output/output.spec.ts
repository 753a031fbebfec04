import { PassThrough } from 'node:stream';
import { details, table } from './table.js';
import type { Column } from './table.js';
import { plain, progressBar, Terminal } from './terminal.js';

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
  expect(row).toBe('a\ufffd[2Jb c\ufffdd  1');
  expect(plain('line\nline\ttab \u009b')).toBe('line\nline\ttab \ufffd');
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
  expect(String(err.read())).toBe('Signed in as a\ufffd]0;title\ufffd\n');
});
