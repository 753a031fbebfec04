import { run } from './run.js';
import type { Terminal } from './run.js';
import { installation } from './testing/installation.js';
import type { Installation } from './testing/installation.js';
import { tellStories } from './testing/stories.js';

jest.setTimeout(120_000);

let world: Installation;
let out: string;
let err: string;
let terminal: Terminal;

beforeAll(async () => {
  world = await installation();
  await tellStories(world);
});
afterAll(() => world.close());
beforeEach(() => {
  out = '';
  err = '';
  terminal = {
    user: 'operator',
    now: new Date(),
    config: () => world.config,
    natsServer: () => {
      throw new Error('not asked for');
    },
    out: (text) => {
      out += text;
      return Promise.resolve();
    },
    err: (text) => void (err += text),
  };
});

describe('a command', () => {
  it('that does not exist fails, and prints the usage', async () => {
    expect(await run(['erase', '--person', 'alice'], terminal)).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^migrate: erase needs --reason: it is recorded\.\nusage: countersign-migrate$/m);
  });

  it('prints help without any setting', async () => {
    terminal.config = () => {
      throw new Error('MIGRATE_DATABASE_URL is missing');
    };
    expect(await run(['help'], terminal)).toBe(0);
    expect(out).toContain('Exit codes: 0 done, 1 failed, 2 not a command of this form.');
    expect(await run(['personal-data', '--person', 'alice'], terminal)).toBe(1);
    expect(err).toBe('migrate: MIGRATE_DATABASE_URL is missing\n');
  });

  it('writes only personal data to the standard output', async () => {
    expect(await run(['personal-data', '--person', 'alice'], terminal)).toBe(0);
    const { logs } = JSON.parse(out) as { logs: { policy: unknown[] } };
    expect(logs.policy).toHaveLength(2);
    expect(err).toMatch(
      /^migrate: Found \d+ events, 0 rows of read models, 0 parked events and 0 rows of seen approvers\. No issuer was given/,
    );
    expect(err).not.toMatch(/alice/i);
  });

  it('fails when the reader of its output has gone away', async () => {
    terminal.out = () => Promise.reject(new Error('write EPIPE'));
    expect(await run(['personal-data', '--person', 'alice'], terminal)).toBe(1);
    expect(err).toBe('migrate: write EPIPE\n');
  });

  it('erases, and reports what it did without naming anybody', async () => {
    // No service fills the mirrors.
    expect(await run(['erase', '--person', 'alice', '--reason', 'asked for it'], terminal)).toBe(0);
    expect(err).toBe('');
    expect(out).toMatch(
      /^migrate: not filled yet: COUNTERSIGN_POLICY, COUNTERSIGN_REQUEST, COUNTERSIGN_APPROVAL;/m,
    );
    expect(out).toMatch(/^migrate: log policy: texts of 1 event erased$/m);
    expect(out).toMatch(/^migrate: {3}request pending: 1 event; it is pending$/m);
    expect(out).toMatch(/^migrate: not reached: the write-ahead log, backups, SIEMs/m);
    expect(out).not.toMatch(/alice/i);
    expect((await world.events('policy')).at(-1)?.data).toMatchObject({
      by: 'operator',
      reason: 'asked for it',
    });
  });

  it('fails and says why if a server cannot be reached', async () => {
    terminal.config = () => ({ ...world.config, NATS_PASSWORD: 'wrong' });
    expect(await run(['erase', '--person', 'alice', '--reason', 'r'], terminal)).toBe(1);
    expect(err).toMatch(/^migrate: NATS cannot be reached: /);
    expect(err).not.toContain('wrong');
  });
});
