import { Command } from 'commander';
import type { Cli } from './cli.js';
import { addAudit } from './commands/audit/audit.group.js';
import { addCompletion } from './commands/completion.command.js';
import { addLogin } from './commands/login.command.js';
import { addLogout } from './commands/logout.command.js';
import { addPolicies } from './commands/policies/policies.group.js';
import { addProjections } from './commands/projections/projections.group.js';
import { addReport } from './commands/report/report.group.js';
import { addRequests } from './commands/requests/requests.group.js';
import { addToken } from './commands/token.command.js';
import { addWhoami } from './commands/whoami.command.js';

/** Every command and group, in the order of the help: a further one is a further line. */
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

/** The command line. It throws where commander would end the process. */
export function createProgram(makeCli: (program: Command) => Cli, version: string): Command {
  const program = new Command('countersign')
    .description(
      'Ask for privileged access, countersign the requests of others, and see what was done with it.',
    )
    .version(version)
    .option('--server <url>', 'address of Countersign (or COUNTERSIGN_SERVER; default http://127.0.0.1:8080)')
    .option('--json', 'print JSON for programs')
    .showSuggestionAfterError()
    .showHelpAfterError('(--help tells more)')
    .exitOverride();
  const cli = makeCli(program);
  program.configureOutput({
    writeOut: (text) => cli.terminal.out.write(text),
    writeErr: (text) => cli.terminal.err.write(text),
  });
  for (const add of commands) add(program, cli);
  return program;
}
