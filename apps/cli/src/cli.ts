import type { Command } from 'commander';
import { createApi } from '@countersign/api-client';
import type { Api } from '@countersign/api-client';
import { json, plain } from './output/terminal.js';
import type { Terminal } from './output/terminal.js';
import { serverOrigin } from './sign-in/server-address.js';
import { Session } from './sign-in/session.js';
import { configFolder } from './store/config-folder.js';
import { Credentials } from './store/credentials.js';
import { RecentPositions } from './store/recent-positions.js';

/** Options that every command takes. */
export interface GlobalOptions {
  server?: string;
  json?: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Adds a command, or a group of commands, to the program. */
export type AddCommand = (parent: Command, cli: Cli) => void;

const DEFAULT_SERVER = 'http://127.0.0.1:8080';

/** What all commands share: the server, the person's session and the output. */
export class Cli {
  private readonly atEnd: (() => Promise<void>)[] = [];

  constructor(
    readonly terminal: Terminal,
    private readonly env: Environment,
    private readonly options: () => GlobalOptions,
  ) {}

  get json(): boolean {
    return this.options().json ?? false;
  }

  get server(): string {
    return serverOrigin(this.options().server ?? this.env['COUNTERSIGN_SERVER'] ?? DEFAULT_SERVER);
  }

  session(): Session {
    return new Session({
      server: this.server,
      issuer: this.env['COUNTERSIGN_ISSUER'],
      clientId: this.env['COUNTERSIGN_CLIENT_ID'] ?? 'countersign-cli',
      scope: this.env['COUNTERSIGN_SCOPE'] ?? 'openid profile email offline_access',
      givenToken: this.env['COUNTERSIGN_TOKEN'],
      credentials: new Credentials(configFolder(this.env)),
      terminal: this.terminal,
    });
  }

  /** The API as the signed-in person. */
  async api(): Promise<Api> {
    const session = this.session();
    const recent = new RecentPositions(configFolder(this.env), this.server);
    const positions = await recent.load(Date.now());
    this.atEnd.push(() => recent.save(positions, Date.now()));
    return createApi(this.server, {
      token: () => session.token(),
      stepUp: (wanted) => session.stepUp(wanted),
      positions,
    });
  }

  /** Saves the positions that the next command must see. @throws IoFailure */
  async end(): Promise<void> {
    for (const save of this.atEnd.splice(0)) await save();
  }

  /** Tells people how to get the next page of a list, if there is one. */
  sayMore(nextCursor: string | null): void {
    if (!this.json && nextCursor !== null)
      this.terminal.say(`There are more results: --cursor ${nextCursor}`);
  }

  /** Prints a result: as JSON with `--json`, otherwise as the text for people. */
  async print<T>(result: T, text: (result: T) => string): Promise<void> {
    const shown = this.json ? json(result) : plain(text(result));
    await this.terminal.data(`${shown}\n`);
  }
}
