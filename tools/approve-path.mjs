// Counts the source files that one approval needs on its way from HTTP to the read models: every file that is reached
// from the files below by imports of values. An import through an index.ts counts only the files that define the
// imported names. `node tools/approve-path.mjs [root] [--list]`
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const args = process.argv.slice(2);
const root = resolve(args.find((arg) => !arg.startsWith('--')) ?? join(import.meta.dirname, '..'));

/** Where each part of the way begins; what Nest injects by a token is not imported, so it is listed, too. */
const parts = {
  gateway: ['apps/gateway/src/requests/requests.endpoints.ts'],
  approval: ['libs/approval/server/src/approve/approve.handler.ts'],
  request: [
    'libs/request/server/src/outcome-follower/outcome-follower.process-manager.ts',
    'libs/request/server/src/with-approval/with-approval.handler.ts',
  ],
};

const { paths } = JSON.parse(readFileSync(join(root, 'tsconfig.base.json'), 'utf8')).compilerOptions;
const FROM = /^(?:import|export) (type )?(?:\{([^}]*)\}|\* as \w+|\*|\w+)? ?(?:from )?'([^']+)';/gm;

/** The file that a specifier names; undefined for a package. */
function fileOf(from, specifier) {
  if (specifier.startsWith('.')) return resolve(dirname(from), specifier.replace(/\.js$/, '.ts'));
  const alias = paths[specifier];
  return alias && join(root, alias[0]);
}

const namesOf = (list) =>
  list === undefined
    ? null
    : list
        .split(',')
        .map((name) => name.trim().split(' as ')[0])
        .filter((name) => name && !name.startsWith('type '));

/** @param names - the imported names; null for all. Through an index.ts, only the files that define them are reached. */
function reach(file, names, reached) {
  if (!file || !existsSync(file)) return;
  const isIndex = file.endsWith('index.ts');
  const key = isIndex && names ? `${file} ${names.join()}` : file;
  if (reached.seen.has(key)) return;
  reached.seen.add(key);
  if (!isIndex) reached.files.add(relative(root, file));
  for (const [, type, list, specifier] of readFileSync(file, 'utf8').matchAll(FROM)) {
    if (type) continue;
    const imported = namesOf(list);
    const wanted = isIndex && names && imported ? imported.filter((name) => names.includes(name)) : imported;
    if (wanted?.length === 0) continue;
    reach(fileOf(file, specifier), isIndex && !imported ? names : wanted, reached);
  }
}

const all = new Set();
for (const [part, entries] of Object.entries(parts)) {
  const reached = { seen: new Set(), files: new Set() };
  for (const entry of entries) reach(join(root, entry), null, reached);
  for (const file of reached.files) all.add(file);
  process.stdout.write(`${part}: ${reached.files.size}\n`);
}
process.stdout.write(`together: ${all.size}\n`);
if (args.includes('--list')) process.stdout.write([...all].sort().join('\n') + '\n');
