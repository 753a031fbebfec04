import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';

/** An issuer of access tokens with keys of its own, and their public half over HTTP. */
export interface TestIssuer {
  url: string;
  publicJwk: Record<string, unknown>;
  /** A good token of a person, but for what is changed. */
  token(person: string, change?: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  /** The same claims, signed with another key under the same key id. */
  forged(person: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const stranger = await generateKeyPair('ES256');
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256' };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [publicJwk] }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign = (
    person: string,
    key: CryptoKey,
    change: JWTPayload = {},
    header: Record<string, unknown> = {},
  ) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: url,
      aud: 'countersign',
      sub: person,
      name: person,
      iat: now,
      exp: now + 300,
      ...change,
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'test', ...header })
      .sign(key);
  };
  return {
    url,
    publicJwk,
    token: (person, change, header) => sign(person, privateKey, change, header),
    forged: (person) => sign(person, stranger.privateKey),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };
}
