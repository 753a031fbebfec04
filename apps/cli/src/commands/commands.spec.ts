import { completionScript } from '../completion-script.js';
import { isoDuration } from './duration.js';
import { differences, differenceText } from './policies/differences.js';
import { parsePolicies } from './policies/policy-files.js';
import { rebuildShare } from './projections/rebuild-share.js';

test.each([
  ['1h', 'PT1H'],
  ['1h30m', 'PT1H30M'],
  ['90s', 'PT90S'],
  ['2d', 'P2D'],
  ['1d12h', 'P1DT12H'],
  ['pt4h', 'PT4H'],
])('%s is %s', (text, iso) => expect(isoDuration(text)).toBe(iso));

test.each(['', 'soon', '1', '1h 30m', '-1h', '30m1h'])('%p is no duration', (text) => {
  expect(() => isoDuration(text)).toThrow(/1h30m/);
});

const yaml = (name: string) => `
name: ${name}
conditions: [{ resourceNames: [prod-*] }]
maxAccessDuration: PT4H
steps: [{ approvers: [{ type: group, id: managers }], requiredApprovals: 1 }]
`;

test('policies come from YAML or JSON, one or several, with every default filled in', () => {
  const [one] = parsePolicies(yaml('one'), 'file');
  expect(one).toMatchObject({ name: 'one', enabled: true, requestTtl: 'PT24H' });
  expect(parsePolicies(JSON.stringify(one), 'file')).toEqual([one]);
  expect(parsePolicies(`${yaml('one')}---${yaml('two')}`, 'file').map(({ name }) => name)).toEqual([
    'one',
    'two',
  ]);
  expect(parsePolicies(JSON.stringify([one, one]), 'file')).toHaveLength(2);
});

test('a file that is none is refused, with the fields that are wrong', () => {
  expect(() => parsePolicies('', 'file')).toThrow('file holds no policy.');
  expect(() => parsePolicies('a: [', 'file')).toThrow(/file is no YAML/);
  expect(() => parsePolicies(`${yaml('one')}---\nname: two\n`, 'file')).toThrow(
    expect.objectContaining({
      message: 'file, policy 2 is no policy.',
      errors: expect.arrayContaining([expect.objectContaining({ path: 'conditions' })]) as unknown,
    }) as Error,
  );
});

test('differences name each member that changes, in and out of lists', () => {
  const before = { a: 1, list: [{ n: 1 }, { n: 2 }], same: { x: null } };
  const after = { a: 2, list: [{ n: 1 }], same: { x: null }, more: 'new' };
  expect(differences(before, after).map(differenceText)).toEqual([
    'a: 1 → 2',
    'list.1: {"n":2} → none',
    'more: none → "new"',
  ]);
  expect(differences(before, structuredClone(before))).toEqual([]);
});

test('the share of a rebuild is over all logs; one that is over is whole', () => {
  const log = (head: number | null, rebuiltTo: number | null) =>
    ({ log: 'request', position: 10, head, lag: 0, parkedStreams: 0, rebuiltTo, movedAt: '' }) as const;
  expect(rebuildShare({ name: 't', rebuild: 'requested', logs: [log(10, 5), log(30, null)] })).toBe(0.125);
  expect(rebuildShare({ name: 't', rebuild: null, logs: [log(10, null)] })).toBe(1);
  expect(rebuildShare({ name: 't', rebuild: 'requested', logs: [log(0, null)] })).toBe(1);
  expect(rebuildShare({ name: 't', rebuild: 'requested', logs: [log(null, 5)] })).toBe(0.5);
});

test('the completion knows what may follow each path of commands', () => {
  const words = new Map([
    ['', ['requests', '--json']],
    ['requests', ['list', 'get']],
    ['requests list', ['--mine']],
  ]);
  const bash = completionScript('bash', words);
  expect(bash).toContain(`'requests') words='list get' ;;`);
  expect(bash).toContain('complete -o default -F _countersign countersign');
  expect(completionScript('zsh', words)).toContain('bashcompinit');
});
