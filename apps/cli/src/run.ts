import { CommanderError } from 'commander';
import { Cli } from './cli.js';
import type { Environment, GlobalOptions } from './cli.js';
import { exitCodeOf, failureText, toldOf } from './failures.js';
import type { Terminal } from './output/terminal.js';
import { createProgram } from './program.js';

/** What runs a command line. */
export interface Run {
  /** Without the program and its name. */
  args: readonly string[];
  env: Environment;
  terminal: Terminal;
  version: string;
}

/** Runs a command line. @returns its exit code; nothing is thrown */
export async function run({ args, env, terminal, version }: Run): Promise<number> {
  let json = false;
  try {
    let cli: Cli | undefined;
    const program = createProgram(
      (made) => (cli = new Cli(terminal, env, () => made.opts<GlobalOptions>())),
      version,
    );
    program.hook('preAction', () => {
      json = program.opts<GlobalOptions>().json ?? false;
    });
    await program.parseAsync([...args], { from: 'user' }).finally(() => cli?.end());
    return 0;
  } catch (error) {
    // Commander has said itself what is wrong, or has shown the help that was asked for.
    if (!(error instanceof CommanderError)) tell(error, json, terminal);
    return exitCodeOf(error);
  }
}

function tell(error: unknown, json: boolean, terminal: Terminal): void {
  const told = toldOf(error);
  terminal.say(json ? JSON.stringify(told) : failureText(told));
}
