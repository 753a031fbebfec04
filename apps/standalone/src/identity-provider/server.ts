import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import { probePaths } from '@countersign/contracts';
import { Brake } from './brake.js';
import { originsOf } from './clients.js';
import type { IdentityProviderConfig } from './config.js';
import { createProvider, MOUNT } from './create-provider.js';
import { loadIdentity } from './identity-file.js';
import { SignInInteraction } from './interaction.js';

/** A running provider. */
export interface IdentityProvider {
  issuer: string;
  port: number;
  stop(): Promise<void>;
}

const INTERACTION = new RegExp(`^${MOUNT}/interaction/([A-Za-z0-9_-]{1,64})$`);

/** Starts the provider. @throws Error when the port is taken or its file is damaged */
export async function startIdentityProvider(config: IdentityProviderConfig): Promise<IdentityProvider> {
  const brake = new Brake();
  const provider = createProvider(config, await loadIdentity(config.IDENTITY_FILE), brake);
  const interaction = new SignInInteraction(provider, brake, originsOf(config.PUBLIC_URL));
  const server = createServer(router(new URL(config.PUBLIC_URL), provider, interaction));
  await listening(server, config);
  return {
    issuer: provider.issuer,
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, { HTTP_PORT, HTTP_HOST }: IdentityProviderConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(HTTP_PORT, HTTP_HOST, resolve);
  });
}

function router(publicUrl: URL, provider: Provider, interaction: SignInInteraction) {
  const answerOidc = provider.callback();
  return (req: IncomingMessage, res: ServerResponse): void => {
    const path = (req.url ?? '/').split('?')[0] ?? '/';
    if (path === probePaths.alive || path === probePaths.ready) {
      end(res, 200, { status: 'ok' });
      return;
    }
    if (!path.startsWith(`${MOUNT}/`)) {
      end(res, 404, { error: 'not_found' });
      return;
    }
    asIssuer(req, publicUrl);
    const uid = INTERACTION.exec(path)?.[1];
    if (uid !== undefined) {
      interaction.handle(req, res, uid).catch((error: unknown) => failed(res, error));
      return;
    }
    Object.assign(req, { originalUrl: req.url, url: (req.url ?? '').slice(MOUNT.length) });
    answerOidc(req, res).catch((error: unknown) => failed(res, error));
  };
}

/** The provider always names its one public address, whatever address the call used. */
function asIssuer(req: IncomingMessage, { host, protocol }: URL): void {
  req.headers['x-forwarded-host'] = host;
  req.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}

function end(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function failed(res: ServerResponse, error: unknown): void {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  if (res.headersSent) res.destroy();
  else end(res, 500, { error: 'server_error' });
}
