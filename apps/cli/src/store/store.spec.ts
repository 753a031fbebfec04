import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Positions } from '@countersign/api-client';
import { assertSamePerson } from '../sign-in/session.js';
import { isSameServer, serverOrigin } from '../sign-in/server-address.js';
import { configFolder } from './config-folder.js';
import { Credentials } from './credentials.js';
import type { SignIn } from './credentials.js';
import { withLock } from './lock.js';
import { RecentPositions } from './recent-positions.js';

const signIn = (subject: string): SignIn => ({
  issuer: 'https://id',
  clientId: 'c',
  subject,
  name: null,
  accessToken: 'secret',
  expiresAt: 1,
  refreshToken: null,
});
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('keeps files where XDG says, and ignores a relative folder', () => {
  expect(configFolder({ XDG_CONFIG_HOME: '/x', HOME: '/home/a' })).toBe('/x/countersign');
  expect(configFolder({ XDG_CONFIG_HOME: 'x', HOME: '/home/a' })).toBe('/home/a/.config/countersign');
});

it('keeps sign-ins by server, readable only by their owner', async () => {
  const credentials = new Credentials(join(folder, 'countersign'));
  await credentials.set('https://a', signIn('alice'));
  await credentials.set('https://b', signIn('bob'));
  await credentials.remove('https://a');
  expect(await credentials.get('https://a')).toBeNull();
  expect(await credentials.get('https://b')).toEqual(signIn('bob'));
  expect((await stat(credentials.path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'countersign'))).toEqual(['credentials.json']);
});

it('refuses a file that others can read or that is damaged, and leaves it as it is', async () => {
  const credentials = new Credentials(folder);
  await credentials.set('https://a', signIn('alice'));
  await chmod(credentials.path, 0o640);
  await expect(credentials.get('https://a')).rejects.toThrow(/chmod 600/);
  await rm(credentials.path);
  await writeFile(credentials.path, '{"version":1', { mode: 0o600 });
  await expect(credentials.set('https://a', signIn('alice'))).rejects.toThrow(/damaged/);
  expect(await readFile(credentials.path, 'utf8')).toBe('{"version":1');
});

it('names the file that cannot be written or read, for tokens, positions and the lock alike', async () => {
  await writeFile(join(folder, 'file'), '');
  const nowhere = join(folder, 'file', 'countersign');
  const credentials = new Credentials(nowhere);
  const positions = new Positions();
  positions.note('request=42');
  const failure = (what: string, before = '') => ({
    exitCode: 74,
    code: 'io',
    message: `${before}${join(nowhere, what)}: not a directory.`,
  });
  await expect(credentials.get('https://a')).rejects.toMatchObject(
    failure('credentials.json cannot be read'),
  );
  await expect(credentials.exclusively(() => Promise.resolve())).rejects.toMatchObject(
    failure('credentials.lock cannot be written'),
  );
  await expect(new RecentPositions(nowhere, 'https://a').save(positions, 1)).rejects.toMatchObject(
    failure('positions.json cannot be written', 'The command is done, but '),
  );
  await chmod(folder, 0o500);
  const isRoot = process.getuid?.() === 0;
  const saved = new Credentials(join(folder, 'new')).set('https://a', signIn('alice'));
  if (isRoot) await saved;
  else
    await expect(saved).rejects.toMatchObject({
      exitCode: 74,
      message: expect.stringMatching(/permission denied/) as string,
    });
});

it('runs work under a lock one after the other, and takes over the lock of a dead holder', async () => {
  const lock = join(folder, 'lock');
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    // Long enough for another to be let in beside it.
    for (let look = 0; look < 20; look++) await readdir(folder);
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(lock, work)));
  await mkdir(lock);
  await writeFile(join(lock, 'dead'), '');
  await utimes(join(lock, 'dead'), 0, 0);
  await withLock(lock, work);
  expect(await readdir(folder)).toEqual([]);
});

it('leaves the lock to the holder that took it over meanwhile', async () => {
  const lock = join(folder, 'lock');
  await withLock(lock, async () => {
    const [own = ''] = await readdir(lock);
    await rm(join(lock, own));
    await writeFile(join(lock, 'other'), '');
  });
  expect(await readdir(lock)).toEqual(['other']);
});

it('keeps positions for a minute, each for its own server', async () => {
  const positions = new Positions();
  positions.note('request=42');
  await new RecentPositions(folder, 'https://a').save(positions, 1000);
  const load = async (server: string, now: number) =>
    (await new RecentPositions(folder, server).load(now)).header();
  expect(await load('https://a', 60_999)).toBe('request=42');
  expect(await load('https://a', 61_000)).toBeNull();
  expect(await load('https://b', 1000)).toBeNull();
});

it.each(['http://example.com', 'ftp://127.0.0.1', 'https://a.example/x', 'https://u@a.example', 'nonsense'])(
  'sends no token to %s',
  (text) => {
    expect(() => serverOrigin(text)).toThrow();
  },
);

it('sends tokens to https servers and to this machine', () => {
  expect(serverOrigin('https://a.example/')).toBe('https://a.example');
  expect(serverOrigin('http://localhost:8080')).toBe('http://localhost:8080');
  expect(isSameServer('http://127.0.0.1:8080', 'http://localhost:8080')).toBe(true);
  expect(isSameServer('http://a.example', 'https://a.example')).toBe(true);
  expect(isSameServer('https://a.example', 'https://b.example')).toBe(false);
  expect(isSameServer('http://127.0.0.1:8080', 'http://127.0.0.1:8081')).toBe(false);
});

it('lets nobody finish a command that another person started', () => {
  expect(() => assertSamePerson(signIn('alice'), signIn('bob'))).toThrow(
    /bob signed in, but alice started this command/,
  );
  expect(() => assertSamePerson(signIn('alice'), signIn('alice'))).not.toThrow();
});
