import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { truncateBlocks } from './nats-store.js';

let store: string;

const MSGS = 'jetstream/$G/streams/COUNTERSIGN_REQUEST/msgs';
const files = [
  `${MSGS}/9.blk`,
  `${MSGS}/10.blk`,
  `${MSGS}/index.db`,
  'jetstream/$G/streams/COUNTERSIGN_REQUEST/obs/c/o.dat',
];

beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'countersign-store-'));
  for (const file of files) {
    await mkdir(dirname(join(store, file)), { recursive: true });
    await writeFile(join(store, file), 'x'.repeat(100));
  }
});

afterEach(() => rm(store, { recursive: true, force: true }));

const sizes = (): Promise<(number | null)[]> =>
  Promise.all(
    files.map((file) =>
      stat(join(store, file)).then(
        ({ size }) => size,
        () => null,
      ),
    ),
  );

describe('a truncated store', () => {
  it('lacks only the end of the last block of a stream', async () => {
    await truncateBlocks(store, 0.3, true);
    expect(await sizes()).toEqual([100, 70, 100, 100]);
  });

  it('can lack its index as well', async () => {
    await truncateBlocks(store, 0.3, false);
    expect(await sizes()).toEqual([100, 70, null, 100]);
  });
});
