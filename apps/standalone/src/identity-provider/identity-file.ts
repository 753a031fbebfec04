import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { parseJson } from '@countersign/contracts';

const identity = z.object({
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) }),
  cookieKeys: z.array(z.string().min(32)).min(1),
});

/** What the provider must keep over restarts: keys of tokens that are still in use, secrets of cookies. */
export type Identity = z.output<typeof identity>;

/**
 * Reads the file, or creates it (readable only by its owner) if there is none.
 * @throws Error if the file exists but has other contents
 */
export async function loadIdentity(file: string): Promise<Identity> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? makeIdentity(file) : parseIdentity(text, file);
}

function parseIdentity(text: string, file: string): Identity {
  try {
    return identity.parse(parseJson(text));
  } catch {
    throw new Error(`${file} is damaged: it does not hold the keys of the identity provider.`);
  }
}

async function makeIdentity(file: string): Promise<Identity> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = {
    ...privateKey.export({ format: 'jwk' }),
    alg: 'RS256',
    use: 'sig',
    kid: randomBytes(8).toString('hex'),
  };
  const made: Identity = { jwks: { keys: [key] }, cookieKeys: [randomBytes(32).toString('hex')] };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(made), { mode: 0o600, flag: 'wx' });
  return made;
}
