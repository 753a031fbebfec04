import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK, JWTHeaderParameters, JWTPayload } from 'jose';

/** A key pair of an issuer; `jwk` is its public half. */
export interface SigningKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

export async function signingKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** A signed token with exactly these claims; by default with the header of an access token. */
export function signed(
  key: SigningKey,
  claims: JWTPayload,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header })
    .sign(key.privateKey);
}

/** An identity provider's discovery document and keys over HTTP. */
export class FakeIssuer {
  keys: SigningKey[] = [];
  /** The requested paths, in order. */
  readonly asked: string[] = [];
  /** The issuer that the discovery document names; null: the real one. */
  claimedIssuer: string | null = null;
  broken = false;
  private readonly server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    const document = request.url?.startsWith('/.well-known/')
      ? { issuer: this.claimedIssuer ?? this.url, jwks_uri: `${this.url}/jwks` }
      : { keys: this.keys.map(({ jwk }) => jwk) };
    response.statusCode = this.broken ? 500 : 200;
    response.end(JSON.stringify(document));
  });
  url = '';

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
