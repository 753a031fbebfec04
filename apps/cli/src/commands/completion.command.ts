import type { Command } from 'commander';
import type { AddCommand } from '../cli.js';
import { completionScript, shells } from '../completion-script.js';
import type { Shell } from '../completion-script.js';
import { UsageError } from '../failures.js';

/** `countersign completion bash|zsh` */
export const addCompletion: AddCommand = (parent, cli) => {
  parent
    .command('completion <shell>')
    .description('print a completion script for bash or zsh')
    .addHelpText('after', '\nIn ~/.bashrc or ~/.zshrc:\n  source <(countersign completion bash)')
    .action(async (shell: string) => {
      if (!isShell(shell))
        throw new UsageError(`There is no completion for ${shell}, only for ${shells.join(', ')}.`);
      await cli.terminal.data(completionScript(shell, wordsOf(parent)));
    });
};

const isShell = (text: string): text is Shell => shells.some((shell) => shell === text);

/** Every path of commands, with what may follow it. */
function wordsOf(command: Command, path: readonly string[] = []): Map<string, string[]> {
  const options = command.options.map(({ long }) => long).filter((long) => long !== undefined);
  const own = [...command.commands.map((one) => one.name()), ...options, '--help'];
  const below = command.commands.flatMap((one) => [...wordsOf(one, [...path, one.name()])]);
  return new Map([[path.join(' '), own], ...below]);
}
