import { once } from 'node:events';
import type { Caller } from '@countersign/contracts';
import { MAX_STREAMS_PER_PERSON, NoticeStreams } from './notice-streams.js';

const person = (id: string, issuer = 'https://id.example'): Caller => ({
  kind: 'person',
  issuer,
  id,
  name: id,
  email: null,
  groups: [],
  roles: [],
  authentication: { methods: [], contextClass: null, at: null },
  tokenExpiresAt: new Date(Date.now() + 60_000),
});

describe('the open streams', () => {
  let open = 0;
  let streams: NoticeStreams;
  const metrics = { open: (n: number) => (open = n), sent: () => undefined, resynced: () => undefined };
  beforeEach(() => {
    streams = new NoticeStreams(12, metrics);
  });
  afterEach(() => streams.forEach((stream) => stream.destroy()));
  const refusalOf = (attempt: () => unknown): unknown => {
    try {
      return attempt();
    } catch (error) {
      return error;
    }
  };
  const add = (who = person('alice')) => streams.open(who, () => 'c');

  it('are limited per person, and a closed stream frees its place', async () => {
    const all = Array.from({ length: MAX_STREAMS_PER_PERSON }, () => add());
    expect(refusalOf(() => add())).toMatchObject({ code: 'too-many-streams', status: 429 });
    expect(open).toBe(MAX_STREAMS_PER_PERSON);
    add(person('alice', 'https://other.example'));
    all[0]!.destroy();
    await once(all[0]!, 'close');
    add();
    expect(streams.size).toBe(MAX_STREAMS_PER_PERSON + 1);
  });

  it('are limited in total', () => {
    for (let i = 0; i < 12; i++) add(person(`p${i}`));
    expect(refusalOf(() => add(person('late')))).toMatchObject({ code: 'no-room-for-streams', status: 503 });
  });

  it('end at once with the process, and no new stream opens', async () => {
    const stream = add();
    stream.resume();
    streams.end();
    await once(stream, 'close');
    expect(open).toBe(0);
    expect(refusalOf(() => add())).toMatchObject({ status: 503 });
  });
});
