import { FULL_FOLDING, SIMPLE_FOLDING } from './case-folding.generated.js';

const ASCII = /^[\u0000-\u007f]*$/;

/**
 * The key under which names are equal (rules.md#names): Unicode's canonical caseless matching (definition D145) with full
 * case folding, in NFC. `ẞ`, `ß` and `SS` have one key, and so have the composed and the decomposed form of `é`. Folding a
 * key gives the same key.
 *
 * Keys become names of streams, so the folding is a table of ours and not what the running Node.js knows of Unicode.
 */
export function foldName(name: string): string {
  if (ASCII.test(name)) return name.toLowerCase();
  let folded = '';
  for (const character of name.normalize('NFD')) folded += foldings.get(character) ?? character;
  return folded.normalize('NFC');
}

const foldings = new Map([...simpleFoldings(), ...fullFoldings()]);

/** `<first>,<count>,<step>,<distance>`: characters whose folding is as far from each. */
function simpleFoldings(): [string, string][] {
  return rowsOf(SIMPLE_FOLDING).flatMap(([first = 0, count = 0, step = 1, distance = 0]) =>
    Array.from({ length: count }, (_, i): [string, string] => {
      const point = first + i * step;
      return [String.fromCodePoint(point), String.fromCodePoint(point + distance)];
    }),
  );
}

/** `<character>,<folding>,<folding>…`: characters that fold to several. */
function fullFoldings(): [string, string][] {
  return rowsOf(FULL_FOLDING).map(([point = 0, ...folding]) => [
    String.fromCodePoint(point),
    String.fromCodePoint(...folding),
  ]);
}

/** Rows separated by blanks, of numbers in base 36 separated by commas. */
function rowsOf(table: string): number[][] {
  return table.split(' ').map((row) => row.split(',').map((number) => parseInt(number, 36)));
}
