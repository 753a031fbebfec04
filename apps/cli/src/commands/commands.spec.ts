import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemIn, readDuration, readInstant } from '@countersign/calendar';
import { durationBetween } from '@countersign/contracts';
import { differences, differenceText, parsePolicies, readPolicies } from './apply-policies.js';
import { appliedText } from './policies.commands.js';
import { completionScript } from './completion.command.js';
import { instant, isoDuration } from './options.js';
import { rebuildShare } from './projections.commands.js';

it.each([
  ['1.5h', 'PT1H30M'],
  ['1h 30m', 'PT1H30M'],
  ['1w', 'P7D'],
  ['pt4h', 'PT4H'],
  ['PT24H', 'PT24H'],
])('reads the duration %s as %s', (text, iso) => expect(isoDuration(text)).toBe(iso));

it.each(['soon', '1', '-1h', '30m1h', '1 month', '1.5h30m', 'PT0.0001S'])(
  'refuses %p as a duration, for the reason that the API and the console give',
  (text) => {
    const reason = problemIn(() => readDuration(text));
    expect(() => isoDuration(text)).toThrow(`It ${reason}.`);
    const ofApi = durationBetween('PT1S', 'P30D').safeParse(text).error?.issues[0]?.message;
    if (text.startsWith('P')) expect(ofApi).toBe(reason);
  },
);

it('reads times with an offset, and without one by the clocks of this machine', () => {
  expect(instant('2026-01-31 22:00+02:00')).toBe('2026-01-31T20:00:00.000Z');
  expect(instant('2026-01-31 22:00')).toBe(new Date(2026, 0, 31, 22).toISOString());
  expect(instant('2026-01-31')).toBe(new Date(2026, 0, 31).toISOString());
});

it.each(['tomorrow', '22:00', '2026-02-30', '2026-01-31 24:00'])('refuses %p as a time', (text) => {
  expect(() => instant(text)).toThrow(`It ${problemIn(() => readInstant(text, 'UTC'))}.`);
});

const yaml = (name: string) => `
name: ${name}
conditions: [{ resourceNames: [prod-*] }]
maxAccessDuration: PT4H
steps: [{ approvers: [{ type: group, id: managers }], requiredApprovals: 1 }]
`;

it('reads one or several policies from YAML or JSON, with every default filled in', () => {
  const [one] = parsePolicies(yaml('one'), 'file');
  expect(one).toMatchObject({ name: 'one', enabled: true, requestTtl: 'PT24H' });
  expect(parsePolicies(JSON.stringify(one), 'file')).toEqual([one]);
  expect(parsePolicies(`${yaml('one')}---${yaml('two')}`, 'file').map(({ name }) => name)).toEqual([
    'one',
    'two',
  ]);
  expect(parsePolicies(JSON.stringify([one, one]), 'file')).toHaveLength(2);
});

it('refuses a file without valid policies, and names the wrong fields', () => {
  expect(() => parsePolicies('', 'file')).toThrow('file contains no policy.');
  expect(() => parsePolicies('a: [', 'file')).toThrow(/file is not YAML/);
  expect(() => parsePolicies(`${yaml('one')}---\nname: two\n`, 'file')).toThrow(
    expect.objectContaining({
      message: 'file, policy 2 is not a valid policy.',
      errors: expect.arrayContaining([expect.objectContaining({ path: 'conditions' })]) as unknown,
    }) as Error,
  );
});

it('names each member that differs, inside and outside lists', () => {
  const before = { a: 1, list: [{ n: 1 }, { n: 2 }], same: { x: null } };
  const after = { a: 2, list: [{ n: 1 }], same: { x: null }, more: 'new' };
  expect(differences(before, after).map(differenceText)).toEqual([
    'a: 1 → 2',
    'list.1: {"n":2} → none',
    'more: none → "new"',
  ]);
  expect(differences(before, structuredClone(before))).toEqual([]);
});

it('shows what is doubtful in a policy that was applied', () => {
  const message = 'No access token has named the user dave so far. Check the spelling.';
  const warnings = [{ path: 'steps.0.approvers.0.id', code: 'approver-never-seen', message } as const];
  const applied = { name: 'databases', outcome: 'created', id: '1', version: 1, differences: [] } as const;
  expect(appliedText({ ...applied, differences: [], warnings }, false)).toBe(
    `databases: created (version 1)\n  warning: steps.0.approvers.0.id: ${message}`,
  );
  expect(appliedText({ ...applied, differences: [], warnings: [] }, false)).toBe(
    'databases: created (version 1)',
  );
});

it('counts the share of a rebuild over all logs, and a finished rebuild as 1', () => {
  const log = (head: number | null, rebuiltTo: number | null) =>
    ({ log: 'request', position: 10, head, lag: 0, parkedStreams: 0, rebuiltTo, movedAt: '' }) as const;
  expect(rebuildShare({ name: 't', rebuild: 'requested', logs: [log(10, 5), log(30, null)] })).toBe(0.125);
  expect(rebuildShare({ name: 't', rebuild: null, logs: [log(10, null)] })).toBe(1);
  expect(rebuildShare({ name: 't', rebuild: 'requested', logs: [log(0, null)] })).toBe(1);
  expect(rebuildShare({ name: 't', rebuild: 'requested', logs: [log(null, 5)] })).toBe(0.5);
});

it('completes the words that may follow each path of commands', () => {
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

describe('a policy file that two readers could read differently', () => {
  const json = JSON.stringify(parsePolicies(yaml('one'), 'file')[0]);

  it.each([
    ['a member twice', json.replace(/"requiredApprovals":\d/, '$&,"requiredApprovals":1')],
    [
      'a member twice, once escaped',
      json.replace(/"requiredApprovals":\d/, '$&,"\\u0072equiredApprovals":1'),
    ],
    ['a key of YAML twice', `${yaml('one')}name: two\n`],
  ])('is refused: %s', (_what, text) => {
    expect(text).not.toBe(json);
    expect(() => parsePolicies(text, 'file')).toThrow(/file is not YAML: Map keys must be unique/);
  });

  it.each(['__proto__', '\\u005f_proto__'])('is refused: a member %s', (name) => {
    expect(() => parsePolicies(json.replace('{', `{"${name}":{},`), 'file')).toThrow('not a valid policy');
  });

  it('is refused: half of a surrogate pair', () => {
    expect(() => parsePolicies(json.replace('"one"', '"\\ud800"'), 'file')).toThrow('not a valid policy');
  });

  it('is refused: bytes that are not UTF-8', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'policies-'));
    const file = join(folder, 'policy.yaml');
    await writeFile(
      file,
      Buffer.concat([Buffer.from('# '), Buffer.from([0xff]), Buffer.from(`\n${yaml('one')}`)]),
    );
    await expect(readPolicies(file)).rejects.toThrow(/cannot be read: .*UTF-8/);
    await rm(folder, { recursive: true });
  });
});
