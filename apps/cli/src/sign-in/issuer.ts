import { allowInsecureRequests, discovery, None } from 'openid-client';
import type { Configuration } from 'openid-client';
import { z } from 'zod';
import { Unreachable } from '@countersign/api-client';
import { CommandFailure, exitCodes, UsageError } from '../failures.js';
import { isLoopback, isSafe, isSameServer } from './server-address.js';

/** What this program needs of the server's metadata (RFC 9728). */
const metadata = z.object({ resource: z.string(), authorization_servers: z.array(z.string()).min(1) });

/** Asks a server which issuer signs people in for it. @throws when it does not answer, or answers for another */
export async function issuerOf(server: string): Promise<string> {
  const address = `${server}/.well-known/oauth-protected-resource`;
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(15_000) }).catch(
    (error: unknown) => {
      throw new Unreachable(server, error);
    },
  );
  const told = metadata.safeParse(await response.json().catch(() => null));
  const [issuer] = told.data?.authorization_servers ?? [];
  if (!told.success || issuer === undefined)
    throw new CommandFailure(
      exitCodes.unavailable,
      'no-issuer',
      `${server} does not say who signs people in for it.`,
    );
  // RFC 9728, section 3.3: metadata of another resource must not be used.
  if (!isSameServer(told.data.resource, server))
    throw new CommandFailure(
      exitCodes.refused,
      'other-server',
      `${server} says it is ${told.data.resource}.`,
    );
  return issuer;
}

/** The issuer's own metadata, and this program as its client. */
export async function openIssuer(issuer: string, clientId: string): Promise<Configuration> {
  const url = new URL(issuer);
  if (!isSafe(url)) throw new UsageError(`The issuer ${issuer} must begin with https://.`);
  const execute = isLoopback(url) && url.protocol === 'http:' ? [plainHttp] : [];
  return discovery(url, clientId, { token_endpoint_auth_method: 'none' }, None(), {
    execute,
    timeout: 15,
  }).catch((error: unknown) => {
    throw new Unreachable(issuer, error);
  });
}

// The library marks it deprecated so that nobody uses it unawares; here the issuer is on this very machine.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const plainHttp = (config: Configuration): void => allowInsecureRequests(config);
