import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { auditKey, chained, rehashed } from '@countersign/proof';
import { Terminal } from '../output/terminal.js';
import { run } from '../run.js';

const events = [...chained(5, undefined, 'policy'), ...chained(6)];
const key = auditKey();
const claims = (position: number, hash = events[4 + position]!.hash) => ({
  iss: 'https://countersign.example',
  iat: 1_769_850_000,
  heads: [{ log: 'request' as const, position, hash }],
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-'));
  await lines('events', events);
  await writeFile(at('keys'), JSON.stringify({ keys: key.keys }));
  await lines('kept', [{ jws: key.jws(claims(3)) }, { ...events[0] }, { jws: key.jws(claims(6)) }]);
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const lines = (name: string, values: object[]) =>
  writeFile(at(name), `${values.map((value) => JSON.stringify(value)).join('\n')}\n`);

async function verify(...args: string[]) {
  const out = new PassThrough();
  const err = new PassThrough();
  const terminal = new Terminal(out, err);
  const code = await run({ args: ['audit', 'verify', ...args], env: {}, terminal, version: '0' });
  const text = (stream: PassThrough) => String(stream.read() ?? '');
  return { code, out: text(out), err: text(err) };
}

it('says that all is intact, and up to where', async () => {
  const { code, out, err } = await verify(
    '--file',
    at('events'),
    '--checkpoints',
    at('kept'),
    '--jwks',
    at('keys'),
  );
  expect(out.split('\n')).toEqual([
    `policy    intact up to position 5, hash ${events[4]!.hash} (5 events, 0 kept checkpoints met)`,
    `request   intact up to position 6, hash ${events[10]!.hash} (6 events, 2 kept checkpoints met)`,
    'approval  no events',
    '',
  ]);
  const unmet = (log: string) =>
    `No kept checkpoint names an event of the ${log} log, so a cut or a complete rewrite of it goes unnoticed.\n`;
  expect([code, err]).toEqual([0, unmet('policy') + unmet('approval')]);
});

it('takes checkpoints from an export, and the key set from a URL', async () => {
  const data = { ...events[0]!.data, type: 'audit.checkpoint', data: { heads: [], jws: key.jws(claims(6)) } };
  await lines('export', [{ ...events[0], type: 'audit.checkpoint', data }]);
  const server = createServer((_, answer) => answer.end(JSON.stringify({ keys: key.keys })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`;
  const { out, err } = await verify('--file', at('events'), '--checkpoints', at('export'), '--jwks', url);
  await new Promise((resolve) => server.close(resolve));
  expect(out).toContain('(6 events, 1 kept checkpoints met)');
  expect(err).toContain(`The keys were fetched from ${url} just now`);
});

it('tells programs where a log is not intact, in JSON and by the exit code', async () => {
  await lines('short', events.slice(0, -2));
  const options = ['--checkpoints', at('kept'), '--jwks', at('keys'), '--json'];
  const { code, out, err } = await verify('--file', at('short'), ...options);
  expect(JSON.parse(out)).toMatchObject({
    intact: false,
    unproved: [expect.stringContaining('policy'), expect.stringContaining('approval')],
    logs: [
      { intact: true },
      { intact: false, log: 'request', position: 5, kind: 'truncated' },
      { intact: true },
    ],
  });
  expect([code, JSON.parse(err)]).toEqual([7, expect.objectContaining({ code: 'not-intact' })]);
});

it('allows a private text to be missing only where its erasure is recorded', async () => {
  const text = JSON.stringify({ name: 'Alice Archer', salt: 'AAAAAAAAAAAAAAAAAAAAAA' });
  const privateHash = createHash('sha256').update(text).digest('hex');
  const [first] = chained(1);
  const personal = rehashed({ ...first!, data: { ...first!.data, privateHash } });
  const type = 'personal_data.erased';
  const erased = rehashed({
    ...personal,
    id: 'erasure',
    subject: 'erasures',
    type,
    dataschema: `urn:countersign:event:${type}:1`,
    sequence: '2',
    previoushash: personal.hash,
    data: {
      ...personal.data,
      id: 'erasure',
      streams: [{ id: 'erasures', version: 1 }],
      type,
      data: { ranges: [[1, 1]], person: null, before: null, by: 'root', reason: 'asked' },
      privateHash: null,
    },
  });
  const ofLog = ['--log', 'request'];
  await lines('whole', [{ ...personal, private: text }]);
  expect((await verify('--file', at('whole'), ...ofLog)).code).toBe(0);
  await lines('erased', [personal, erased]);
  expect((await verify('--file', at('erased'), ...ofLog)).code).toBe(0);
  await lines('emptied', [personal]);
  const emptied = await verify('--file', at('emptied'), ...ofLog);
  expect([emptied.code, emptied.out]).toEqual([
    7,
    expect.stringMatching(
      /position 1, changed: .* up to position 1, the last one given, .* export the log to its end/,
    ),
  ]);
  await lines('other', [{ ...personal, private: text.replace('Alice', 'Carol') }]);
  const other = await verify('--file', at('other'), ...ofLog);
  expect([other.code, other.out]).toEqual([7, expect.stringContaining('its member private')]);
});

it('says what stays unproved without kept checkpoints', async () => {
  const { code, err } = await verify('--file', at('events'));
  expect([code, err]).toEqual([0, expect.stringContaining('No kept checkpoints were given')]);
});

it('starts after a known event, with only one log', async () => {
  await lines('rest', events.slice(8));
  const start = `request=3:${events[7]!.hash}`;
  const { code, out } = await verify('--file', at('rest'), '--log', 'request', '--start', start);
  expect([code, out]).toEqual([0, expect.stringContaining('(3 events')]);
  expect((await verify('--file', at('rest'), '--log', 'request')).out).toContain('position 1, removed');
});

it.each([
  ['forged by another key', () => ({ jws: auditKey().jws(claims(6)) })],
  ['with other claims', () => ({ jws: key.jws(claims(6)).replace(/\.[^.]+\./, '.e30.') })],
])('refuses a kept checkpoint %s', async (_, made) => {
  await lines('forged', [made()]);
  const { code, err } = await verify(
    '--file',
    at('events'),
    '--checkpoints',
    at('forged'),
    '--jwks',
    at('keys'),
  );
  expect([code, err]).toEqual([7, expect.stringMatching(/^Line 1 of .*(forged-checkpoint)/)]);
});

it('does not skip a value that is not an event', async () => {
  await lines('other', [events[0]!, { ...events[1], source: 'elsewhere' }]);
  const { code, err } = await verify('--file', at('other'));
  expect([code, err]).toEqual([7, expect.stringContaining('Item 2 is not an event of a log: source')]);
});

it.each([
  [['--file', 'nowhere'], 'nowhere cannot be read'],
  [['--file', '$keys', '--from-feed'], 'Choose one of'],
  [['--file', '$text'], 'Line 1 of'],
  [['--file', '$empty'], 'There are no events'],
  [['--file', '$events', '--checkpoints', '$kept'], '--jwks'],
  [['--file', '$events', '--checkpoints', '$kept', '--jwks', '$events'], 'cannot be read'],
  [['--file', '$events', '--checkpoints', '$kept', '--jwks', '$kept2'], 'not a key set'],
  [['--file', '$events', '--checkpoints', '$keys', '--jwks', '$keys'], 'not a checkpoint'],
  [['--file', '$events', '--checkpoints', '$empty', '--jwks', '$keys'], 'There is no checkpoint in'],
  [['--file', '$events', '--checkpoints', '$events', '--jwks', '$keys'], 'There is no checkpoint in'],
  [
    ['--file', '$events', '--checkpoints', '$kept', '--jwks', 'http://countersign.example/jwks.json'],
    'without https',
  ],
  [['--file', '$events', '--log', 'other'], 'There is no log other'],
  [['--file', '$events', '--start', 'request=3'], 'Write --start as'],
])('explains a wrong command line: %j', async (args, sentence) => {
  await writeFile(at('text'), 'text\n');
  await writeFile(at('empty'), '');
  await writeFile(at('kept2'), '{}');
  const { code, out, err } = await verify(
    ...args.map((arg) => (arg.startsWith('$') ? at(arg.slice(1)) : arg)),
  );
  expect([code, out, err]).toEqual([2, '', expect.stringContaining(sentence)]);
});

describe('a file that two readers could read differently', () => {
  const line = JSON.stringify(events[0]);

  it.each([
    ['a member twice', line.replace('"id":', '"id":"other","\\u0069d":'), 'a member is given twice'],
    ['half of a surrogate pair', line.replace('"id":', '"\\ud800":1,"id":'), 'half of a surrogate pair'],
    ['no JSON', '{', 'its syntax is wrong'],
  ])('is not verified: %s', async (_what, broken, why) => {
    expect(broken).not.toBe(line);
    await writeFile(at('ambiguous'), `${line}\r\n\n${broken}`);
    const { code, err } = await verify('--file', at('ambiguous'));
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(`Line 3 of .*ambiguous cannot be read as JSON: ${why}`),
    ]);
  });

  it('is not verified: bytes that are not UTF-8', async () => {
    await writeFile(at('ambiguous'), Buffer.concat([Buffer.from(line), Buffer.from([0xff])]));
    const { code, err } = await verify('--file', at('ambiguous'));
    expect([code, err]).toEqual([2, expect.stringContaining('cannot be read')]);
  });

  it('gives no keys', async () => {
    await writeFile(
      at('two-keys'),
      JSON.stringify({ keys: key.keys }).replace('{"keys":', '{"keys":[],"keys":'),
    );
    const { code, err } = await verify(
      '--file',
      at('events'),
      '--checkpoints',
      at('kept'),
      '--jwks',
      at('two-keys'),
    );
    expect([code, err]).toEqual([2, expect.stringContaining('a member is given twice')]);
  });
});

describe('with --database', () => {
  const nowhere = 'postgres://verifier:secret-of-verifier@127.0.0.1:1/countersign';

  it('says which database cannot be read, without its address', async () => {
    const { code, err } = await verify('--database', nowhere);
    expect(code).not.toBe(0);
    expect(err).toContain('Database 1 cannot be read');
    expect(err).not.toContain('secret-of-verifier');
  });

  it.each([
    ['no address of PostgreSQL', ['--database', 'localhost']],
    ['another source as well', ['--database', nowhere, '--file', 'events']],
    ['a start', ['--database', nowhere, '--start', `policy=1:${'0'.repeat(64)}`]],
  ])('does not accept %s', async (_, args) => {
    expect((await verify(...args)).code).toBe(2);
  });
});
