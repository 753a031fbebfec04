import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './folder-lock.js';
import { loadSecrets } from './secrets.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-installation-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the lock of a folder', () => {
  it('belongs to one process at a time, whatever the length of the path, and ends with that process', async () => {
    const deep = join(folder, ...Array.from({ length: 12 }, () => 'a-rather-long-name'));
    await mkdir(deep, { recursive: true });
    const release = await lockFolder(deep);
    await expect(lockFolder(deep)).rejects.toThrow(`in use by another Countersign (process ${process.pid})`);
    await release();
    const holder = spawn(process.execPath, [
      '-e',
      `process.chdir(${JSON.stringify(deep)});
      require('net').createServer().listen('.countersign-in-use', () => process.kill(process.pid, 'SIGKILL'))`,
    ]);
    await once(holder, 'exit');
    expect((await stat(join(deep, '.countersign-in-use'))).isSocket()).toBe(true);
    await (
      await lockFolder(deep)
    )();
  });
});

describe('the passwords', () => {
  it('are created once, readable only by their owner, and a damaged file is not replaced', async () => {
    const file = join(folder, 'secrets.json');
    const made = await loadSecrets(file);
    expect(await loadSecrets(file)).toEqual(made);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const all = [made.postgres, ...Object.values(made.database), ...Object.values(made.nats)];
    expect(all).toHaveLength(15);
    expect(new Set(all).size).toBe(all.length);
    const { ticketKey, ...earlier } = made;
    await writeFile(file, JSON.stringify(earlier));
    const completed = await loadSecrets(file);
    expect(completed).toEqual({ ...earlier, ticketKey: expect.stringMatching(/^[\w-]{43}$/) as string });
    expect(completed.ticketKey).not.toBe(ticketKey);
    expect(await loadSecrets(file)).toEqual(completed);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await writeFile(file, JSON.stringify({ ...made, ticketKey: 'short' }));
    await expect(loadSecrets(file)).rejects.toThrow(/is damaged/);
    await writeFile(file, '{}');
    await expect(loadSecrets(file)).rejects.toThrow(/is damaged/);
  });

  it('of an earlier version stay, and a missing password is created once', async () => {
    const file = join(folder, 'earlier.json');
    const made = await loadSecrets(file);
    const { siem: _, ...nats } = made.nats;
    await writeFile(file, JSON.stringify({ ...made, nats }));
    const completed = await loadSecrets(file);
    expect(completed).toEqual({ ...made, nats: { ...nats, siem: completed.nats.siem } });
    expect(await loadSecrets(file)).toEqual(completed);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});
