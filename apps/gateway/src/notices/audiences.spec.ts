import { requestRpc } from '@countersign/contracts';
import { ScriptedRpc } from '@countersign/rpc';
import { Audiences } from './audiences.js';

const audience = { requester: { issuer: 'https://id.example', id: 'alice' }, steps: [] };

describe('the audience of a request', () => {
  let rpc: ScriptedRpc;
  beforeEach(() => {
    rpc = new ScriptedRpc();
    rpc.on(requestRpc.audience, () => ({ audience }));
  });
  afterEach(() => jest.useRealTimers());
  const asked = () => rpc.asked.map(({ payload }) => (payload as { id: string }).id);

  it('is fetched once', async () => {
    const audiences = new Audiences(rpc);
    expect(await audiences.of(['a', 'a', 'b'])).toEqual(
      new Map([
        ['a', audience],
        ['b', audience],
      ]),
    );
    await audiences.of(['b', 'a']);
    expect(asked()).toEqual(['a', 'b']);
    expect(rpc.asked[0]!.metadata.token).toBeUndefined();
  });

  it('is cached for the most recently used requests', async () => {
    const audiences = new Audiences(rpc, 2);
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await audiences.of([id]);
    expect(asked()).toEqual(['a', 'b', 'c', 'b']);
  });

  it('is null for an unknown request, and not cached', async () => {
    rpc.on(requestRpc.audience, () => ({ audience: null }));
    const audiences = new Audiences(rpc);
    expect(await audiences.of(['a'])).toEqual(new Map([['a', null]]));
    rpc.on(requestRpc.audience, () => ({ audience }));
    expect(await audiences.of(['a'])).toEqual(new Map([['a', audience]]));
  });

  it('is retried for a short while, and then unavailable', async () => {
    jest.useFakeTimers();
    rpc.silence(requestRpc.audience);
    const audiences = new Audiences(rpc);
    const answered = audiences.of(['a']);
    await jest.advanceTimersByTimeAsync(2_500);
    rpc.on(requestRpc.audience, () => ({ audience }));
    await jest.advanceTimersByTimeAsync(200);
    expect((await answered).get('a')).toEqual(audience);
    rpc.silence(requestRpc.audience);
    const refused = expect(audiences.of(['b'])).rejects.toMatchObject({ status: 503 });
    await jest.advanceTimersByTimeAsync(3_000);
    await refused;
    expect(asked().filter((id) => id === 'b')).toHaveLength(16);
  });
});
