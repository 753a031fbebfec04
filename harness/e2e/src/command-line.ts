import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@countersign/servers';
import { BrowserSignIn } from './browser-sign-in.js';

const program = join(repositoryRoot() ?? '.', 'dist', 'apps', 'cli', 'main.js');

/** How a run of the program ended. */
export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

export interface RunOptions {
  input?: string;
  env?: Record<string, string>;
  /** The second factor that the person enters when asked. */
  otp?: string;
  /** The person who signs in, if it is not the person at the terminal. */
  as?: string;
}

/** One person's terminal: the built `countersign`, a separate config folder, and a browser. */
export class CommandLine {
  readonly configHome: string;
  private readonly browser = new BrowserSignIn();

  constructor(
    private readonly server: string,
    private readonly person: string,
    folder: string,
  ) {
    this.configHome = join(folder, person);
  }

  /** Runs the program to its end; if it prints an address for signing in, the person signs in there. */
  async run(args: string[], { input = '', env = {}, otp, as = this.person }: RunOptions = {}): Promise<Ran> {
    await mkdir(this.configHome, { recursive: true });
    const child = spawn(process.execPath, [program, ...args], {
      env: { XDG_CONFIG_HOME: this.configHome, COUNTERSIGN_SERVER: this.server, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(input);
    const ran: Ran = { code: null, out: '', err: '' };
    let signedIn: Promise<unknown> = Promise.resolve();
    child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      ran.err += chunk.toString();
      const address = /open (\S+)\n.*code/.exec(chunk.toString())?.[1];
      const browser = as === this.person ? this.browser : new BrowserSignIn();
      if (address) signedIn = browser.complete(address, as, otp);
    });
    [ran.code] = (await once(child, 'close')) as [number | null];
    await signedIn;
    return ran;
  }

  /** The JSON output of a run that must succeed. */
  async json<T>(args: string[], options?: RunOptions): Promise<T> {
    const { code, out, err } = await this.run(['--json', ...args], options);
    if (code !== 0) throw new Error(`countersign ${args.join(' ')} ended with ${code}: ${err}`);
    return JSON.parse(out) as T;
  }
}
