import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@countersign/servers';
import { temporaryFolder } from '@countersign/testing';
import { sharedStack } from './stack/shared-stack.js';

const program = join(repositoryRoot() ?? '.', 'dist', 'apps', 'cli', 'main.js');
const FULL = 'The output cannot be written: no space left on device. (io)\n';

describe('the command line, where it cannot write', () => {
  jest.setTimeout(60_000);
  let stack: Awaited<ReturnType<typeof sharedStack>>;
  let folder: string;

  beforeAll(async () => {
    [stack, folder] = await Promise.all([sharedStack(), temporaryFolder('cli-write')]);
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Runs a line of a shell in which `countersign` is the program. */
  async function shell(line: string, env: Record<string, string> = {}) {
    const countersign = `countersign() { "${process.execPath}" "${program}" "$@"; }`;
    const child = spawn('bash', ['-c', `${countersign}\n${line}`], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        XDG_CONFIG_HOME: join(folder, 'config'),
        COUNTERSIGN_SERVER: stack.url,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ran = { code: null as number | null, out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (ran.err += chunk.toString()));
    [ran.code] = (await once(child, 'close')) as [number | null];
    return ran;
  }

  const asAlice = async (more: Record<string, string> = {}) => ({
    COUNTERSIGN_TOKEN: await stack.token('alice'),
    ...more,
  });

  it.each(['completion bash', '--help', '--version', 'requests list --help'])(
    'a full disk is one line and exit code 74: %s',
    async (args) => {
      expect(await shell(`countersign ${args} >/dev/full`)).toEqual({ code: 74, out: '', err: FULL });
    },
  );

  it('a full disk is one line for answers of the server, too, and JSON with --json', async () => {
    const env = await asAlice();
    expect(await shell('countersign whoami >/dev/full', env)).toEqual({ code: 74, out: '', err: FULL });
    const { code, err } = await shell('countersign --json whoami >/dev/full', env);
    expect(code).toBe(74);
    expect(JSON.parse(err)).toMatchObject({ code: 'io' });
  });

  it('a disk that takes only the beginning does not look as if it had taken all', async () => {
    // A block is 1024 bytes: the first write is cut there, as on a disk with so much space left.
    const { code, err } = await shell('ulimit -f 1; countersign completion bash >script');
    expect((await stat(join(folder, 'script'))).size).toBe(1024);
    expect([code, err]).toEqual([74, 'The output cannot be written: file too large. (io)\n']);
    await shell('countersign completion bash >script');
    const whole = await shell('countersign completion bash');
    expect(await readFile(join(folder, 'script'), 'utf8')).toBe(whole.out);
  });

  it('a reader that closes the output is a quiet, normal end', async () => {
    const line = '{ sleep 1; countersign completion bash; echo "ended with $?" >&2; } | true';
    expect(await shell(line)).toEqual({ code: 0, out: '', err: 'ended with 0\n' });
  });

  it('messages that cannot be written end with 74, but a failed command keeps its own exit code', async () => {
    expect(await shell('countersign login 2>/dev/full')).toEqual({ code: 74, out: '', err: '' });
    expect(await shell('countersign requests list 2>/dev/full')).toEqual({ code: 3, out: '', err: '' });
    expect(await shell('countersign requests nonsense 2>/dev/full')).toEqual({ code: 2, out: '', err: '' });
  });

  it('a position that cannot be kept is one line after the result, which says that the command is done', async () => {
    const policy = `name: cli-write
conditions: [{ resourceNames: [cli-write-*] }]
maxAccessDuration: PT4H
steps: [{ approvers: [{ type: group, id: managers }], requiredApprovals: 1 }]`;
    const apply = `countersign policies apply -f - <<'END'\n${policy}\nEND`;
    expect(await shell(apply, { COUNTERSIGN_TOKEN: await stack.token('erin') })).toMatchObject({ code: 0 });
    const submit = 'countersign requests submit cli-write-1 db-admin -d 1.5h -r test';
    const { code, out, err } = await shell(submit, await asAlice({ XDG_CONFIG_HOME: '/dev/null' }));
    expect([code, out]).toEqual([74, expect.stringContaining('PT1H30M')]);
    expect(err).toBe(
      'The command is done, but /dev/null/countersign/positions.json cannot be written: not a directory. (io)\n',
    );
  });

  it('tokens that cannot be read or forgotten are one line', async () => {
    expect(await shell('countersign logout', { XDG_CONFIG_HOME: '/dev/null' })).toEqual({
      code: 74,
      out: '',
      err: '/dev/null/countersign/credentials.json cannot be read: not a directory. (io)\n',
    });
  });
});
