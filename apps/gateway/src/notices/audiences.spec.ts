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
  const asked = () => rpc.asked.map(({ payload }) => (payload as { id: string }).id);

  it('is asked for once', async () => {
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

  it('is remembered of so many, those asked for last', async () => {
    const audiences = new Audiences(rpc, 2);
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await audiences.of([id]);
    expect(asked()).toEqual(['a', 'b', 'c', 'b']);
  });

  it('is nobody where there is no request, which may come yet', async () => {
    rpc.on(requestRpc.audience, () => ({ audience: null }));
    const audiences = new Audiences(rpc);
    expect(await audiences.of(['a'])).toEqual(new Map([['a', null]]));
    rpc.on(requestRpc.audience, () => ({ audience }));
    expect(await audiences.of(['a'])).toEqual(new Map([['a', audience]]));
  });

  it('is asked for again for a short while, and then is not to be had', async () => {
    rpc.silence(requestRpc.audience);
    const audiences = new Audiences(rpc);
    const answered = audiences.of(['a']);
    setTimeout(() => rpc.on(requestRpc.audience, () => ({ audience })), 500);
    expect((await answered).get('a')).toEqual(audience);
    rpc.silence(requestRpc.audience);
    const began = performance.now();
    await expect(audiences.of(['b'])).rejects.toMatchObject({ status: 503 });
    expect(performance.now() - began).toBeGreaterThan(2_000);
  });
});
