import { serviceNames, Unavailable } from '@countersign/contracts';
import type { Operation } from '@countersign/contracts';
import type { RpcClient } from '@countersign/rpc';
import { ServiceStates } from './service-states.js';

/** Services that answer a ping, or not. */
function services() {
  const up = new Set<string>();
  const dependencies: Record<string, { up: boolean }> = { postgresql: { up: true } };
  const rpc = {
    call: (operation: Operation) => {
      const name = operation.subject.split('.')[2] ?? '';
      if (!up.has(name)) return Promise.reject(new Unavailable(name));
      const ready = Object.values(dependencies).every((one) => one.up);
      return Promise.resolve({ service: name, ready, dependencies });
    },
  };
  return { states: new ServiceStates(rpc as RpcClient), up, dependencies };
}

describe('ServiceStates', () => {
  it('is ready once each service has answered, not necessarily at the same time', async () => {
    const { states, up } = services();
    for (const name of serviceNames) {
      up.clear();
      expect(await states.allAnswered()).toMatchObject({
        up: false,
        detail: expect.stringContaining(name) as string,
      });
      up.add(name);
      await states.of(name);
    }
    up.clear();
    expect(await states.allAnswered()).toEqual({ up: true });
  });

  it('reports a service that falls silent', async () => {
    const { states, up } = services();
    up.add('policy');
    expect(await states.of('policy')).toEqual({ up: true });
    up.clear();
    expect(await states.of('policy')).toEqual({ up: false, detail: 'does not answer' });
  });

  it('reports what a service waits for', async () => {
    const { states, up, dependencies } = services();
    up.add('policy');
    dependencies['postgresql'] = { up: false };
    expect(await states.of('policy')).toEqual({ up: false, detail: 'answers, but waits for postgresql' });
  });
});
