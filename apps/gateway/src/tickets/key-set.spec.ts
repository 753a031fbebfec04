import { Unavailable } from '@countersign/contracts';
import type { Jwks } from '@countersign/contracts';
import type { RpcClient } from '@countersign/rpc';
import { jwksExample } from '../openapi/examples.js';
import { KeySet } from './key-set.js';

const call = { requestId: 'r-1' };
const rotated: Jwks = { keys: [...jwksExample.keys, ...jwksExample.keys] };

/** A request service that answers with what stands in `set`, or not at all. */
function service() {
  const state = { set: jwksExample as Jwks | null, asked: 0, local: 0 };
  const answer = async (): Promise<Jwks> => {
    state.asked += 1;
    await Promise.resolve();
    if (!state.set) throw new Unavailable('The request service');
    return state.set;
  };
  return { state, keys: new KeySet({ call: answer } as unknown as RpcClient, () => state.local) };
}

describe('the key set at the edge', () => {
  it('is fetched once in 5 s, however many callers there are', async () => {
    const { state, keys } = service();
    await Promise.all([keys.current(call), keys.current(call)]);
    state.set = rotated;
    state.local = 4_999;
    expect(await keys.current(call)).toBe(jwksExample);
    expect(state.asked).toBe(1);
    state.local = 5_000;
    expect(await keys.current(call)).toBe(rotated);
    expect(state.asked).toBe(2);
  });

  it('is the last known set while the service is silent, without more calls to the service', async () => {
    const { state, keys } = service();
    await keys.current(call);
    state.set = null;
    state.local = 3_600_000;
    expect(await keys.current(call)).toBe(jwksExample);
    state.local += 4_999;
    expect(await keys.current(call)).toBe(jwksExample);
    expect(state.asked).toBe(2);
    state.set = rotated;
    state.local += 1;
    expect(await keys.current(call)).toBe(rotated);
  });

  it('is refused before it is first known, and returned as soon as it is', async () => {
    const { state, keys } = service();
    state.set = null;
    await expect(keys.current(call)).rejects.toMatchObject({ status: 503 });
    state.set = jwksExample;
    expect(await keys.current(call)).toBe(jwksExample);
  });
});
