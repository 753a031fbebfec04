import micromatch from 'micromatch';
import { policyContent } from '@countersign/contracts';
import type { PolicyContentInput } from '@countersign/contracts';
import { globMatches } from '../glob/glob.js';
import { globName } from '../glob/glob-name.js';
import { compilePattern, globProblem } from '../glob/pattern.js';
import { content, saved } from '../testing/factories.js';
import { policiesPage, tableOfPage as table } from '../testing/policies-page.js';
import { validatePolicy } from '../validate-policy.js';
import { explain } from './explain.js';
import { PolicyIndex } from './policy-index.js';

const examples = [...policiesPage.matchAll(/```json\n(.*?)```/gs)].map(
  ([, json = '']) => JSON.parse(json) as PolicyContentInput,
);

const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');
const matches = (pattern: string, name: string): boolean => {
  const { negative, globs } = compilePattern(pattern);
  return !negative && globs.some((glob) => globMatches(glob, globName(name)));
};

describe('docs/policies.md', () => {
  it.each(examples.map((example) => [example.name, example] as const))(
    'example %s can be saved',
    (_, example) => {
      expect(validatePolicy(policyContent.parse(example))).toEqual([]);
    },
  );

  it.each(table('Pattern', 'Name', 'Matches'))('%s on %s: %s', (pattern = '', name = '', expected) => {
    expect(yesOrNo(matches(pattern, name))).toBe(expected);
  });

  it.each(table('Pattern', 'Name', 'Here', 'micromatch', 'Because'))(
    '%s on %s: %s here, %s in micromatch',
    (pattern = '', name = '', here, there) => {
      expect(here).not.toBe(there);
      expect(yesOrNo(matches(pattern, name))).toBe(here);
      expect(yesOrNo(micromatch.isMatch(name, pattern, { dot: true, nocase: true }))).toBe(there);
    },
  );

  it('ranks its examples as it says', () => {
    const index = new PolicyIndex();
    examples.forEach((example, age) => index.put(saved(example.name, age, example)));
    const asked = { resource: 'prod-db-eu', account: 'db-admin' };
    const { candidates } = explain(index, asked, { outcome: 'refused' }, true);
    const rows = candidates?.map(({ rank, policy, because }) => [
      String(rank ?? 'none'),
      policy.name,
      because,
    ]);
    expect(rows).toEqual(table('Rank', 'Policy', 'Because'));
  });

  it('lists every field, with its default', () => {
    const known = content({ name: 'x' }) as unknown as Record<string, unknown>;
    const required = ['name', 'conditions', 'maxAccessDuration', 'steps'];
    const rows = table('Field', 'May be', 'Default').map(([field = '', , value = '']) => [field, value]);
    const actual = Object.keys(policyContent.shape)
      .flatMap((field) => fieldsOf(field, known[field]))
      .map(([field, value]) => [field, required.includes(field) ? 'required' : defaultText(value)]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(actual));
  });

  it.each(table('Change', 'Path', 'Sentence'))('refuses %s at %s: %s', (json = '', path, sentence) => {
    const change = JSON.parse(json) as object;
    expect(problemsWith(change)).toEqual([{ path, message: sentence }]);
  });

  it.each(table('Pattern', 'Sentence'))('refuses %s: %s', (pattern = '', sentence) => {
    expect(globProblem(pattern)).toBe(sentence);
  });
});

const defaultText = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

/** `mfa` and `checkOut` by their own fields; all else by itself. */
function fieldsOf(field: string, value: unknown): [string, unknown][] {
  if (field !== 'mfa' && field !== 'checkOut') return [[field, value]];
  return Object.entries(value as object).map(([inner, one]) => [`${field}.${inner}`, one]);
}

/** In the words of the edge and the domain. Null stands for a missing field, which JSON cannot express. */
function problemsWith(change: object): { path: string; message: string }[] {
  const all = Object.entries<unknown>({ ...content(), ...change }).filter(([, value]) => value !== null);
  const parsed = policyContent.safeParse(Object.fromEntries(all), { reportInput: true });
  if (parsed.success) return validatePolicy(parsed.data);
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: key, message: 'is not a known field' }));
    }
    const missing = issue.input === undefined;
    return [{ path: issue.path.join('.'), message: missing ? 'is required' : issue.message }];
  });
}
