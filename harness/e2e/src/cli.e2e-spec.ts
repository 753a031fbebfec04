import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectionView, RequestView } from '@countersign/contracts';
import { eventually, startStack, temporaryFolder } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { CommandLine } from './command-line.js';

/** RFC 8628 polls the device flow every 5 s. */
const SIGN_IN_MS = 40_000;

const policy = (more = '') => `
name: production-db
conditions:
  - resourceNames: [prod-*]
    accountNames: ['*-admin']
maxAccessDuration: PT4H
mfa: { onApproval: true }
steps:
  - name: Manager Review
    approvers: [{ type: group, id: managers }]
    requiredApprovals: 1
${more}`;

describe('the command line', () => {
  // Every step starts one or more processes.
  jest.setTimeout(60_000);
  let stack: Stack;
  let folder: string;
  let request: RequestView;
  const people: Record<string, CommandLine> = {};
  const as = (name: string): CommandLine => people[name]!;
  const submit = ['requests', 'submit', 'prod-db-eu', 'db-admin', '--duration', '1h'];
  const credentials = (name: string) => join(as(name).configHome, 'countersign', 'credentials.json');

  beforeAll(async () => {
    [stack, folder] = await Promise.all([startStack(), temporaryFolder('cli')]);
    for (const name of ['alice', 'bob', 'erin', 'frank'])
      people[name] = new CommandLine(stack.url, name, folder);
  }, 120_000);

  afterAll(async () => {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('asks for a sign-in first: exit code 3, nothing on stdout', async () => {
    expect(await as('alice').run(['requests', 'list'])).toEqual({
      code: 3,
      out: '',
      err: 'You are not signed in; run: countersign login (not-signed-in)\n',
    });
  });

  it(
    'signs in by the device flow, and keeps the tokens where only their owner reads them',
    async () => {
      const signedIn = await Promise.all(['alice', 'bob', 'erin'].map((name) => as(name).run(['login'])));
      expect(signedIn.map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(signedIn[0]).toMatchObject({
        out: '',
        err: expect.stringContaining('as Alice Archer.') as string,
      });
      expect((await stat(credentials('alice'))).mode & 0o777).toBe(0o600);
      expect((await stat(join(credentials('alice'), '..'))).mode & 0o777).toBe(0o700);
      const token = /"accessToken": "([^"]+)"/.exec(await readFile(credentials('alice'), 'utf8'))?.[1] ?? '';
      expect(signedIn[0]!.err).not.toContain(token);
      expect(await as('erin').json(['whoami'])).toMatchObject({ id: 'erin', roles: ['policy-admin'] });
    },
    SIGN_IN_MS,
  );

  it('applies a policy from YAML: creates it, leaves it unchanged, shows differences, and updates it', async () => {
    const apply = (input: string, ...more: string[]) =>
      as('erin').run(['policies', 'apply', '-f', '-', ...more], { input });
    const neverSeen =
      '  warning: steps.0.approvers.0.id: No access token has named the group managers so far. Check the spelling.\n';
    expect(await apply(policy())).toMatchObject({
      code: 0,
      out: `production-db: created (version 1)\n${neverSeen}`,
    });
    expect(await apply(policy())).toMatchObject({ code: 0, out: 'production-db: unchanged (version 1)\n' });
    const change = '  maxAccessDuration: "PT4H" → "PT2H"';
    const shorter = policy().replace('PT4H', 'PT2H');
    expect((await apply(shorter, '--dry-run')).out).toBe(`production-db: would be updated\n${change}\n`);
    expect((await apply(shorter)).out).toBe(`production-db: updated (version 2)\n${change}\n${neverSeen}`);

    const wrong = await apply(policy('requiredApprovers: 2'));
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain('requiredApprovers');
    expect((await as('alice').run(['policies', 'list'])).code).toBe(1);
    const explained = await as('alice').run(['policies', 'explain', 'prod-db-eu', 'db-admin']);
    expect(explained.out).toContain('production-db, version 2');
  }, 60_000);

  it('submits a request that the next list shows', async () => {
    request = await as('alice').json<RequestView>([...submit, '--reason', 'Index rebuild']);
    expect(request).toMatchObject({ status: 'pending', duration: 'PT1H', justification: 'Index rebuild' });
    const listed = await as('alice').run(['requests', 'list', '--mine']);
    expect(listed.out.split('\n')[0]).toMatch(/^ID +STATUS +REQUESTER +RESOURCE/);
    expect(listed.out).toContain(request.id);
    const { items } = await as('bob').json<{ items: RequestView[] }>(['requests', 'list', '--awaiting-me']);
    expect(items.map(({ id }) => id)).toEqual([request.id]);
  });

  it('explains a refusal in words and with a code', async () => {
    const again = await as('alice').run(submit);
    expect(again).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('(duplicate-request)') as string,
    });
    const tooLong = await as('alice').run(['requests', 'submit', 'prod-x', 'db-admin', '-d', '9h', '--json']);
    expect(tooLong.code).toBe(1);
    expect(JSON.parse(tooLong.err)).toMatchObject({ code: 'duration-out-of-range' });
    expect((await as('alice').run(['requests', 'get', randomUUID()])).code).toBe(4);
    expect((await as('alice').run(['requests', 'submit', 'prod-x'])).code).toBe(2);
    expect((await as('alice').run(['requests', 'submit', 'r', 'a', '-d', 'soon'])).code).toBe(2);
    expect(
      (await as('alice').run(['requests', 'list'], { env: { COUNTERSIGN_SERVER: 'http://example.com' } }))
        .code,
    ).toBe(2);
  }, 30_000);

  it(
    'steps up where a second factor is asked for, and goes on with the approval',
    async () => {
      const approve = ['requests', 'approve', request.id, '--comment', 'Go ahead'];
      const other = await as('bob').run(approve, { as: 'carol', otp: '123456' });
      expect(other).toMatchObject({ code: 1, err: expect.stringContaining('(other-person)') as string });
      expect(await as('alice').json(['requests', 'get', request.id])).toMatchObject({ status: 'pending' });

      const approved = await as('bob').run(approve, { otp: '123456' });
      expect(approved).toMatchObject({
        code: 0,
        err: expect.stringContaining('fresh second factor') as string,
      });
      expect(approved.out).toMatch(/status: +approved/);
      expect(approved.out).toContain('Bob Baker: approve “Go ahead”');
    },
    2 * SIGN_IN_MS,
  );

  it('shows the timeline of a request', async () => {
    const { out } = await as('alice').run(['requests', 'timeline', request.id]);
    for (const text of ['asked for the account', 'approved step 1', 'access was granted'])
      expect(out).toContain(text);
    expect(out).toContain('Go ahead');
  });

  it('uses an access, which the auditor finds in report and events', async () => {
    const out = await as('alice').run(['requests', 'check-out', request.id]);
    expect(out).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/) as string,
    });
    expect((await as('alice').run(['requests', 'check-in', request.id])).out).toMatch(/access: +checked-in/);

    const env = { COUNTERSIGN_TOKEN: await stack.token('frank') };
    const report = (format: string) => as('frank').run(['report', 'check-outs', format], { env });
    await eventually(
      'the report shows the check-in',
      async () => expect((await report('--csv')).out).toContain('checked-in'),
      20_000,
    );
    const rows = (await report('--ndjson')).out.trim().split('\n');
    expect(rows.map((row) => (JSON.parse(row) as { id: string }).id)).toEqual([request.id]);

    const tail = ['audit', 'tail', '--json', '--type', 'access.*'];
    const events = await as('frank').run(tail, { env });
    const types = events.out
      .trim()
      .split('\n')
      .map((event) => (JSON.parse(event) as { type: string }).type);
    expect(types).toEqual(['access.granted', 'access.checked_out', 'access.checked_in']);
    const cursor = /--after (\S+)/.exec(events.err)?.[1] ?? '';
    expect((await as('frank').run([...tail, '--after', cursor], { env })).out).toBe('');
  }, 60_000);

  it('shows the projections to operators, and rebuilds one or all', async () => {
    const { items } = await as('erin').json<{ items: ProjectionView[] }>(['projections', 'status']);
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['requests', 'approvals']));
    const rebuilt = await as('erin').json<ProjectionView>(['projections', 'rebuild', 'requests']);
    expect(rebuilt).toMatchObject({ name: 'requests', rebuild: null });
    expect((await as('erin').run(['projections', 'rebuild', 'nothing'])).code).toBe(4);
    expect((await as('alice').run(['projections', 'rebuild', 'requests'])).code).toBe(1);
    expect((await as('alice').run(['requests', 'timeline', request.id])).out).toContain('access was granted');
  }, 60_000);

  it('renews an expired token, once for several commands at the same time', async () => {
    const before = await readFile(credentials('alice'), 'utf8');
    await writeFile(credentials('alice'), before.replace(/"expiresAt": \d+/, '"expiresAt": 1'));
    const runs = await Promise.all([1, 2, 3, 4].map(() => as('alice').run(['whoami'])));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const token = await as('alice').run(['token']);
    expect(token.out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(before).not.toContain(token.out.trim());
  }, 30_000);

  it('takes a token from the environment, and distinguishes an outage from a refusal', async () => {
    const env = { COUNTERSIGN_TOKEN: await stack.token('frank') };
    expect((await as('frank').run(['whoami'], { env })).out).toContain('Frank');
    await stack.service('reporting').stop();
    expect((await as('frank').run(['whoami'], { env })).code).toBe(5);
    expect(
      (await as('frank').run(['whoami'], { env: { ...env, COUNTERSIGN_SERVER: 'http://127.0.0.1:9' } })).code,
    ).toBe(5);
  }, 60_000);

  it('signs out locally and at the issuer', async () => {
    expect((await as('alice').run(['logout'])).err).toContain('Signed out');
    expect((await as('alice').run(['whoami'])).code).toBe(3);
    expect(await readFile(credentials('alice'), 'utf8')).not.toContain('accessToken');
  });
});
