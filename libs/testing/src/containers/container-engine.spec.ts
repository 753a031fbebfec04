import { createServer } from 'node:net';
import { addressOf, hasContainerEngine } from './container-engine.js';

describe('the container engine', () => {
  it('is looked for where DOCKER_HOST says', () => {
    expect(addressOf('unix:///run/user/1000/docker.sock')).toEqual({ path: '/run/user/1000/docker.sock' });
    expect(addressOf('tcp://10.0.0.1')).toEqual({ host: '10.0.0.1', port: 2375 });
    expect(addressOf('ssh://host')).toBeUndefined();
    expect(addressOf('nonsense')).toBeUndefined();
  });

  it('is there when something listens, and not when nothing does', async () => {
    const before = process.env['DOCKER_HOST'];
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    process.env['DOCKER_HOST'] = `tcp://127.0.0.1:${port}`;
    try {
      expect(await hasContainerEngine()).toBe(true);
      await new Promise((done) => server.close(done));
      expect(await hasContainerEngine()).toBe(false);
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
  });
});
