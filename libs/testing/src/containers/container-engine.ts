import { connect } from 'node:net';
import type { NetConnectOpts } from 'node:net';
import { z } from 'zod';

const environment = z.object({
  DOCKER_HOST: z
    .string()
    .min(1)
    .default('unix:///var/run/docker.sock')
    .describe('Address of the container engine.'),
});

/** Whether a container engine listens; a connect to its socket tells within milliseconds. */
export function hasContainerEngine(): Promise<boolean> {
  const address = addressOf(environment.parse(process.env).DOCKER_HOST);
  if (!address) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(500, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** `unix:///var/run/docker.sock` or `tcp://host:port`; undefined for anything else. */
export function addressOf(dockerHost: string): NetConnectOpts | undefined {
  if (!URL.canParse(dockerHost)) return undefined;
  const { protocol, pathname, hostname, port } = new URL(dockerHost);
  if (protocol === 'unix:') return { path: decodeURIComponent(pathname) };
  return protocol === 'tcp:' ? { host: hostname, port: Number(port || 2375) } : undefined;
}
