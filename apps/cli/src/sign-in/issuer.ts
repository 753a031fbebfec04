import { allowInsecureRequests, discovery, None } from 'openid-client';
import type { Configuration } from 'openid-client';
import { z } from 'zod';
import { Unreachable } from '@countersign/api-client';
import { CommandFailure, exitCodes, UsageError } from '../failures.js';
import { isLoopback, isSafe, isSameServer } from './server-address.js';

const ISSUER_TIMEOUT_S = 15;

/** The part of the server's metadata (RFC 9728) that this program needs. */
const metadata = z.object({ resource: z.string(), authorization_servers: z.array(z.string()).min(1) });

/** Asks a server for its issuer. @throws Unreachable; CommandFailure when it names none, or is another server */
export async function issuerOf(server: string): Promise<string> {
  const address = `${server}/.well-known/oauth-protected-resource`;
  const response = await fetch(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(ISSUER_TIMEOUT_S * 1000),
  }).catch((error: unknown) => {
    throw new Unreachable(server, error);
  });
  const answer = metadata.safeParse(await response.json().catch(() => null));
  const [issuer] = answer.data?.authorization_servers ?? [];
  if (!answer.success || issuer === undefined)
    throw new CommandFailure(
      exitCodes.unavailable,
      'no-issuer',
      `${server} does not name the issuer that signs people in.`,
    );
  // RFC 9728, section 3.3: metadata of another resource must not be used.
  if (!isSameServer(answer.data.resource, server))
    throw new CommandFailure(
      exitCodes.refused,
      'other-server',
      `${server} says it is ${answer.data.resource}.`,
    );
  return issuer;
}

/** The configuration of an issuer, with this program as its client. */
export async function openIssuer(issuer: string, clientId: string): Promise<Configuration> {
  const url = new URL(issuer);
  if (!isSafe(url)) throw new UsageError(`The issuer ${issuer} must begin with https://.`);
  // The library takes only this function; it is marked deprecated to warn against careless use.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const execute = url.protocol === 'http:' && isLoopback(url) ? [allowInsecureRequests] : [];
  try {
    const client = { token_endpoint_auth_method: 'none' };
    return await discovery(url, clientId, client, None(), { execute, timeout: ISSUER_TIMEOUT_S });
  } catch (error) {
    throw new CommandFailure(
      exitCodes.unavailable,
      'no-issuer',
      `${issuer} cannot be used: ${rootOf(error)}`,
    );
  }
}

/** The innermost reason: the outer errors only say that a request failed. */
function rootOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it does not answer.';
  return error.cause instanceof Error ? rootOf(error.cause) : error.message;
}
