import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../failures.js';
import { hasCode, onFile, writePrivately } from './config-folder.js';
import { withLock } from './lock.js';

/** A sign-in at one server. */
const signIn = z.object({
  issuer: z.string(),
  clientId: z.string(),
  /** The person's subject by the ID token. */
  subject: z.string(),
  name: z.string().nullable(),
  accessToken: z.string(),
  /** When the access token expires, in ms since 1970. */
  expiresAt: z.number(),
  refreshToken: z.string().nullable(),
});
export type SignIn = z.infer<typeof signIn>;

const file = z.object({ version: z.literal(1), servers: z.record(z.string(), signIn) });

/** Sign-ins by server, in `credentials.json` of the config folder; only its owner can read it. */
export class Credentials {
  readonly path: string;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'credentials.json');
  }

  /** Runs work while no other process of this person does, so that a refresh token is used once. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return withLock(join(this.folder, 'credentials.lock'), work);
  }

  async get(server: string): Promise<SignIn | null> {
    return (await this.read())[server] ?? null;
  }

  async set(server: string, signIn: SignIn): Promise<void> {
    await this.write({ ...(await this.read()), [server]: signIn });
  }

  async remove(server: string): Promise<void> {
    const { [server]: _removed, ...others } = await this.read();
    await this.write(others);
  }

  /** @throws UsageError when others can read the file, or it is damaged; IoFailure. The file is left as it is */
  private read(): Promise<Record<string, SignIn>> {
    return onFile(`${this.path} cannot be read`, () => this.contents());
  }

  private async contents(): Promise<Record<string, SignIn>> {
    try {
      const { mode } = await stat(this.path);
      if (process.platform !== 'win32' && mode & 0o077)
        throw new UsageError(`Others can read ${this.path}; run: chmod 600 ${this.path}`);
      return file.parse(JSON.parse(await readFile(this.path, 'utf8'))).servers;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return {};
      if (error instanceof SyntaxError || error instanceof z.ZodError)
        throw new UsageError(`${this.path} is damaged; remove it and sign in again.`);
      throw error;
    }
  }

  private write(servers: Record<string, SignIn>): Promise<void> {
    return writePrivately(this.path, `${JSON.stringify({ version: 1, servers }, null, 2)}\n`);
  }
}
