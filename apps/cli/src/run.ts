import { Command, CommanderError } from 'commander';
import { Cli } from './cli.js';
import type { Environment, GlobalOptions } from './cli.js';
import { addAudit } from './commands/audit.commands.js';
import { addCompletion } from './commands/completion.command.js';
import { addPolicies } from './commands/policies.commands.js';
import { addProjections } from './commands/projections.commands.js';
import { addReport } from './commands/report.commands.js';
import { addRequests } from './commands/requests.commands.js';
import { addLogin, addLogout, addToken, addWhoami } from './commands/sign-in.commands.js';
import { exitCodeOf, exitCodes, failureOf, failureText } from './failures.js';
import { json as jsonText, OutputFailure } from './output/terminal.js';
import type { Terminal } from './output/terminal.js';

/** Every command and group, in the order of the help. */
const commands = [
  addLogin,
  addLogout,
  addToken,
  addWhoami,
  addRequests,
  addPolicies,
  addReport,
  addAudit,
  addProjections,
  addCompletion,
];

/** One run of the program. */
export interface Run {
  /** Without the program and its name. */
  args: readonly string[];
  env: Environment;
  terminal: Terminal;
  version: string;
}

/** Runs a command line. @returns its exit code; it never throws */
export async function run({ args, env, terminal, version }: Run): Promise<number> {
  const help: Promise<unknown>[] = [];
  const program = createProgram(terminal, version, (text) => {
    help.push(thrownBy(() => terminal.data(text)));
  });
  const cli = new Cli(terminal, env, () => program.opts<GlobalOptions>());
  for (const add of commands) add(program, cli);
  let json = false;
  program.hook('preAction', () => {
    json = cli.json;
  });
  const failed = await thrownBy(() => program.parseAsync([...args], { from: 'user' }));
  const notKept = await thrownBy(() => cli.end());
  const notPrinted = (await Promise.all(help)).find((error) => error !== undefined);
  // Of several failures, people need to know the command's own.
  const [error] = [isHelp(failed) ? undefined : failed, notKept, notPrinted].filter(
    (one) => one !== undefined,
  );
  if (error === undefined) return exitCodes.ok;
  // Commander has already printed what is wrong.
  const isSaid = error instanceof CommanderError || (error instanceof OutputFailure && error.isClosed);
  if (!isSaid) printFailure(error, json, terminal);
  return exitCodeOf(error);
}

/** What work threw; undefined when it ended well. */
async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whether the program ended by printing the help or the version that was asked for. */
const isHelp = (error: unknown): boolean => error instanceof CommanderError && error.exitCode === 0;

/** The program without its commands. It throws where commander would end the process. */
function createProgram(terminal: Terminal, version: string, writeOut: (text: string) => void): Command {
  return new Command('countersign')
    .description(
      'Request privileged access, countersign the requests of others, and see how access was used.',
    )
    .version(version)
    .option('--server <url>', 'address of Countersign (or COUNTERSIGN_SERVER; default http://127.0.0.1:8080)')
    .option('--json', 'print JSON for programs')
    .showSuggestionAfterError()
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({
      writeOut,
      writeErr: (text) => terminal.err.write(text),
    });
}

function printFailure(error: unknown, json: boolean, terminal: Terminal): void {
  const failure = failureOf(error);
  terminal.say(json ? jsonText(failure, 0) : failureText(failure));
}
