import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { tokenSigner } from './people.js';
import type { TokenSigner } from './people.js';

/** The bench's own issuer of access tokens, with the same type of key as the trial provider. */
export interface OwnIssuer {
  url: string;
  jwksUri: string;
  sign: TokenSigner;
  stop(): void;
}

const ALGORITHM = 'RS256';

export async function startIssuer(): Promise<OwnIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const named = { kid: 'bench', alg: ALGORITHM };
  const published = { ...(await exportJWK(publicKey)), ...named };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [published] }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    jwksUri: `${url}/jwks`,
    sign: await tokenSigner({ ...(await exportJWK(privateKey)), ...named }, url),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
