import { allowInsecureRequests, discovery, None } from 'openid-client';
import type { Configuration } from 'openid-client';
import { z } from 'zod';
import { Unreachable } from '@countersign/api-client';
import { CommandFailure, exitCodes, UsageError } from '../failures.js';
import { isLoopback, isSafe, isSameServer } from './server-address.js';

const ANSWER_WITHIN_S = 15;

/** What this program needs of the server's metadata (RFC 9728). */
const metadata = z.object({ resource: z.string(), authorization_servers: z.array(z.string()).min(1) });

/** Asks a server which issuer signs people in for it. @throws when it does not answer, or answers for another */
export async function issuerOf(server: string): Promise<string> {
  const address = `${server}/.well-known/oauth-protected-resource`;
  const response = await fetch(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_S * 1000),
  }).catch((error: unknown) => {
    throw new Unreachable(server, error);
  });
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
  // The library wants this very function; it is marked deprecated so that nobody uses it unawares.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const execute = url.protocol === 'http:' && isLoopback(url) ? [allowInsecureRequests] : [];
  try {
    const client = { token_endpoint_auth_method: 'none' };
    return await discovery(url, clientId, client, None(), { execute, timeout: ANSWER_WITHIN_S });
  } catch (error) {
    throw new CommandFailure(
      exitCodes.unavailable,
      'no-issuer',
      `${issuer} cannot be used: ${rootOf(error)}`,
    );
  }
}

/** The innermost reason, in words: what the outer ones say is that a request failed. */
function rootOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it does not answer.';
  return error.cause instanceof Error ? rootOf(error.cause) : error.message;
}
