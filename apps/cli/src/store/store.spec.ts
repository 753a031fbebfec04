import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Positions } from '@countersign/api-client';
import { assertSamePerson } from '../sign-in/session.js';
import { isSameServer, serverOrigin } from '../sign-in/server-address.js';
import { configFolder } from './config-folder.js';
import { Credentials } from './credentials.js';
import type { SignIn } from './credentials.js';
import { alone } from './lock.js';
import { RecentPositions } from './recent-positions.js';

const signIn = (subject: string): SignIn => ({
  ...{ issuer: 'https://id', clientId: 'c', subject, name: null },
  ...{ accessToken: 'secret', expiresAt: 1, refreshToken: null },
});
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('files stand where XDG says; a relative folder is ignored', () => {
  expect(configFolder({ XDG_CONFIG_HOME: '/x', HOME: '/home/a' })).toBe('/x/countersign');
  expect(configFolder({ XDG_CONFIG_HOME: 'x', HOME: '/home/a' })).toBe('/home/a/.config/countersign');
});

test('sign-ins are kept by server, for their owner alone', async () => {
  const credentials = new Credentials(join(folder, 'countersign'));
  await credentials.set('https://a', signIn('alice'));
  await credentials.set('https://b', signIn('bob'));
  await credentials.remove('https://a');
  expect(await credentials.get('https://a')).toBeNull();
  expect(await credentials.get('https://b')).toEqual(signIn('bob'));
  expect((await stat(credentials.path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'countersign'))).toEqual(['credentials.json']);
});

test('a file that others can read, or that is damaged, is refused and left', async () => {
  const credentials = new Credentials(folder);
  await credentials.set('https://a', signIn('alice'));
  await chmod(credentials.path, 0o640);
  await expect(credentials.get('https://a')).rejects.toThrow(/chmod 600/);
  await rm(credentials.path);
  await writeFile(credentials.path, '{"version":1', { mode: 0o600 });
  await expect(credentials.set('https://a', signIn('alice'))).rejects.toThrow(/damaged/);
  expect(await readFile(credentials.path, 'utf8')).toBe('{"version":1');
});

test('work under a lock is done one after the other; a lock whose holder died is taken over', async () => {
  const lock = join(folder, 'lock');
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => alone(lock, work)));
  await mkdir(folder, { recursive: true });
  await writeFile(lock, '');
  await utimes(lock, 0, 0);
  await alone(lock, work);
  expect(await readdir(folder)).toEqual([]);
});

test('positions are kept for a minute, for the server they are of', async () => {
  const positions = new Positions();
  positions.note('request=42');
  await new RecentPositions(folder, 'https://a').save(positions, 1000);
  const load = async (server: string, now: number) =>
    (await new RecentPositions(folder, server).load(now)).header();
  expect(await load('https://a', 60_999)).toBe('request=42');
  expect(await load('https://a', 61_000)).toBeNull();
  expect(await load('https://b', 1000)).toBeNull();
});

test.each([
  'http://example.com',
  'ftp://127.0.0.1',
  'https://a.example/x',
  'https://u@a.example',
  'nonsense',
])('%s is no server to send a token to', (text) => {
  expect(() => serverOrigin(text)).toThrow();
});

test('https, and this machine, are', () => {
  expect(serverOrigin('https://a.example/')).toBe('https://a.example');
  expect(serverOrigin('http://localhost:8080')).toBe('http://localhost:8080');
  expect(isSameServer('http://127.0.0.1:8080', 'http://localhost:8080')).toBe(true);
  expect(isSameServer('http://a.example', 'https://a.example')).toBe(true);
  expect(isSameServer('https://a.example', 'https://b.example')).toBe(false);
  expect(isSameServer('http://127.0.0.1:8080', 'http://127.0.0.1:8081')).toBe(false);
});

test('a command that one person began is not finished by another', () => {
  expect(() => assertSamePerson(signIn('alice'), signIn('bob'))).toThrow(
    /bob signed in, but alice began this/,
  );
  expect(() => assertSamePerson(signIn('alice'), signIn('alice'))).not.toThrow();
});
