import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { auditStreamName, logNames, mirrorName } from '@countersign/contracts';
import type { CloudEvent } from '@countersign/contracts';
import { eventually, temporaryFolder } from '@countersign/testing';
import { feedWorld } from './testing/feed-world.js';
import type { FeedWorld } from './testing/feed-world.js';

jest.setTimeout(120_000);

const PATIENCE_MS = 45_000;

const program = resolve(__dirname, '../../../../../docs/examples/siem/consumer.mjs');

/** The example as readers run it, with the real permissions. */
describe('the example consumer', () => {
  let world: FeedWorld;
  let folder: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    [world, folder] = await Promise.all([feedWorld(), temporaryFolder('siem')]);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const out = () => join(folder, 'events.ndjson');
  /** The last line may be incomplete. */
  const lines = (): CloudEvent[] => {
    const text = existsSync(out()) ? readFileSync(out(), 'utf8') : '';
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as CloudEvent);
  };

  function start(...args: string[]): ChildProcess {
    const { PATH } = process.env;
    const own = { NATS_URL: world.nats.url, NATS_PASSWORD: 'secret-of-siem' };
    const env = { PATH, ...own, OUT: out(), STATE: join(folder, 'state.json') };
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'inherit', 'pipe'] });
    children.push(child);
    return child;
  }

  const appendEverywhere = (count: number) =>
    Promise.all(logNames.flatMap((log) => Array.from({ length: count }, () => world.append(log))));

  function expectEachOnce(count: number): void {
    for (const log of logNames) {
      const own = lines().filter(({ source }) => source === `countersign/test/${log}`);
      expect(own.map(({ sequence }) => Number(sequence))).toEqual(
        Array.from({ length: count }, (_, i) => i + 1),
      );
    }
  }

  const counts = () =>
    logNames.map((log) => lines().filter(({ source }) => source === `countersign/test/${log}`).length);
  const allHave = (count: number) => () => counts().every((one) => one >= count);

  it('writes every event once and in order, through kills and restarts', async () => {
    await appendEverywhere(100);
    const first = start();
    await eventually('some are written', () => lines().length > 0, PATIENCE_MS);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await appendEverywhere(50);
    const second = start();
    await eventually('all are written', allHave(150), PATIENCE_MS);
    await appendEverywhere(10);
    await eventually('new ones are written', allHave(160), PATIENCE_MS);
    expectEachOnce(160);
    second.kill('SIGTERM');
    expect(await once(second, 'exit')).toEqual([0, null]);
  });

  it('continues through the loss of a mirror, of the stream and of the whole store', async () => {
    const jsm = await jetstreamManager(await world.as('request-relay'), { checkAPI: false });
    start();
    await appendEverywhere(20);
    await eventually('they are written', allHave(20), PATIENCE_MS);
    await jsm.streams.delete(mirrorName('request'));
    await appendEverywhere(1);
    await eventually('after the loss of a mirror', allHave(21), PATIENCE_MS);
    await jsm.streams.delete(auditStreamName);
    await appendEverywhere(1);
    await eventually('after the loss of the stream', allHave(22), PATIENCE_MS);
    await world.nats.kill();
    await world.nats.restart({ emptyStore: true });
    await appendEverywhere(1);
    await eventually('after the loss of the store', allHave(23), PATIENCE_MS);
    expectEachOnce(23);
  });

  it('stops with the reason when the history differs, and starts from the beginning with --begin-anew', async () => {
    await appendEverywhere(5);
    const reader = start();
    await eventually('they are written', allHave(5), PATIENCE_MS);
    await world.restoreTo('request', 3);
    const jsm = await jetstreamManager(await world.as('request-relay'), { checkAPI: false });
    await jsm.streams.delete(mirrorName('request'));
    await jsm.streams.delete(auditStreamName);
    let said = '';
    reader.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (let i = 0; i < 4; i++) await world.append('request');
    expect(await once(reader, 'exit')).toEqual([2, null]);
    expect(said).toContain('HISTORY DIFFERS at countersign/test/request 5');
    expect(lines()).toHaveLength(15);
    start('--begin-anew');
    await eventually('all is written again', () => lines().length >= 15 + 17, PATIENCE_MS);
  });

  it('writes an event whose private text was erased, and stops before one with another text than was recorded', async () => {
    const jsm = await jetstreamManager(await world.as('request-relay'), { checkAPI: false });
    const makeStreamsAgain = async () => {
      await jsm.streams.delete(mirrorName('request'));
      await jsm.streams.delete(auditStreamName);
      await world.append('request');
    };
    for (const comment of ['first', 'second', 'third']) await world.appendComment('request', comment);
    const [, second, third] = await world.logs.request.readStored(1, 3);
    const recorded = second?.private ?? '';
    world.publishText('request', 1, null);
    world.publishText('request', 2, recorded.replace('second', 'another'));
    await eventually('the mirror is there', () => hasMessages(jsm, auditStreamName), PATIENCE_MS);
    await makeStreamsAgain();
    let said = '';
    start().stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const refusal = 'countersign/test/request 2: the private text is not the one that was recorded';
    await eventually('the other text is refused', () => said.includes(refusal), PATIENCE_MS);
    expect(lines()).toMatchObject([{ sequence: '1' }]);
    expect(lines()[0]).not.toHaveProperty('private');
    world.publishText('request', 2, recorded);
    await makeStreamsAgain();
    await eventually('all are written', () => lines().length === 5, PATIENCE_MS);
    expect(lines().map((event) => event.sequence)).toEqual(['1', '2', '3', '4', '5']);
    expect(lines().map((event) => event.private)).toEqual([
      undefined,
      recorded,
      third?.private,
      undefined,
      undefined,
    ]);
  });
});

/** Whether the stream is there, and holds messages. */
async function hasMessages(jsm: JetStreamManager, stream: string): Promise<boolean> {
  const info = await jsm.streams.info(stream).catch(() => null);
  return (info?.state.messages ?? 0) > 0;
}
