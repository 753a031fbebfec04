import micromatch from 'micromatch';
import { globName } from '../libs/policy/domain/src/glob/glob-name.js';
import { compilePolicy, matchOf } from '../libs/policy/domain/src/matching/rank.js';
import { PolicyIndex } from '../libs/policy/domain/src/matching/policy-index.js';
import type { SavedPolicy } from '../libs/policy/domain/src/saved-policy.js';
import { interleaved, measured, ratio } from './support/measure.js';
import { policySets } from './support/policy-sets.js';
import type { Names, PolicySet } from './support/policy-sets.js';
import { report } from './support/report.js';

/** Ids of the policies that match a resource and an account. */
type Matcher = (names: Names) => string[];

const SIZES = [10, 100, 1_000, 10_000, 100_000];
const ROUNDS = 9;
/** Index lookups per round, and policies visited per round of a loop: 10 to 20 milliseconds, or more for slow lookups. */
const LOOKUPS = 10_000;

function byIndex(policies: SavedPolicy[]): Matcher {
  const index = new PolicyIndex();
  policies.forEach((policy) => index.put(policy));
  return ({ resource, account }) => index.ranked(resource, account).map(({ policy }) => policy.id);
}

/** A loop over the policies with the product's matcher. */
function byLoop(policies: SavedPolicy[]): Matcher {
  const compiled = policies.map(compilePolicy);
  return ({ resource, account }) => {
    const resourceName = globName(resource);
    const accountName = globName(account);
    return compiled.flatMap((policy) => matchOf(policy, resourceName, accountName)?.policy.id ?? []);
  };
}

/** A loop with micromatch: a regular expression for each side, compiled once. */
function byRegex(policies: SavedPolicy[]): Matcher {
  const regex = (globs: string[] | undefined): RegExp =>
    micromatch.makeRe(globs?.[0] ?? '**', { dot: true, nocase: true });
  const compiled = policies.flatMap(({ id, content }) =>
    content.conditions.map((one) => ({
      id,
      resource: regex(one.resourceNames),
      account: regex(one.accountNames),
    })),
  );
  return ({ resource, account }) =>
    compiled.filter((one) => one.resource.test(resource) && one.account.test(account)).map(({ id }) => id);
}

/** Microseconds per lookup. */
function contender(matcher: Matcher, names: Names[], lookups: number): () => number {
  return () => {
    const start = performance.now();
    for (let i = 0; i < lookups; i++) matcher(names[i % names.length] ?? { resource: '', account: '' });
    return ((performance.now() - start) * 1_000) / lookups;
  };
}

async function measureSize(set: PolicySet, size: number) {
  const policies = set.policies(size);
  const names = set.names(size);
  const index = byIndex(policies);
  const loop = byLoop(policies);
  const regex = byRegex(policies);
  for (const name of names) assertSame(name, index(name), loop(name), regex(name));
  const few = Math.max(4, Math.ceil((4 * LOOKUPS) / size));
  const contenders = {
    index: contender(index, names, LOOKUPS),
    loop: contender(loop, names, few),
    regex: contender(regex, names, few),
  };
  await interleaved(contenders, 2);
  const { index: ours, loop: plain, regex: theirs } = await interleaved(contenders, ROUNDS);
  return [size, measured(ours), measured(plain), measured(theirs), ratio(plain, ours), ratio(theirs, ours)];
}

/** All contenders must give the same answer. */
function assertSame(names: Names, ...answers: string[][]): void {
  const texts = new Set(answers.map((ids) => ids.toSorted().join(' ')));
  if (texts.size > 1)
    throw new Error(`answers differ on ${JSON.stringify(names)}: ${[...texts].join(' | ')}`);
}

const columns = [
  'policies',
  'index, µs',
  'loop over our matcher, µs',
  'loop over micromatch regexes, µs',
  'loop ÷ index',
  'regexes ÷ index',
];

const tables = [];
for (const set of policySets) {
  const rows = [];
  for (const size of SIZES) rows.push(await measureSize(set, size));
  tables.push({ title: `Lookup among policies: ${set.title}`, columns, rows });
}
report(tables);
