import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An identity provider's keys over HTTP, and tokens that they signed. */
export interface TestIssuer {
  url: string;
  token(subject: string, groups?: string[]): Promise<string>;
  stop(): void;
}

export async function testIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }] };
  const server = createServer((_, response) => response.end(JSON.stringify(keys)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: (subject, groups = []) =>
      new SignJWT({ groups, name: subject, client_id: 'test', jti: subject })
        .setProtectedHeader({ alg: 'ES256', kid: 'test', typ: 'at+jwt' })
        .setIssuer(url)
        .setAudience('countersign')
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime('30m')
        .sign(privateKey),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
