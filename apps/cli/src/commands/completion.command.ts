import type { Command } from 'commander';
import type { AddCommand } from '../cli.js';
import { UsageError } from '../failures.js';

const shells = ['bash', 'zsh'] as const;
type Shell = (typeof shells)[number];

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

/** Every path of commands, with the words that may follow it. */
function wordsOf(command: Command, path: readonly string[] = []): Map<string, string[]> {
  const options = command.options.map(({ long }) => long).filter((long) => long !== undefined);
  const own = [...command.commands.map((child) => child.name()), ...options, '--help'];
  const below = command.commands.flatMap((child) => [...wordsOf(child, [...path, child.name()])]);
  return new Map([[path.join(' '), own], ...below]);
}

/**
 * A completion script: after each path of commands, the words that may follow. zsh runs the same function through
 * its bash emulation. Pure.
 */
export function completionScript(shell: Shell, words: ReadonlyMap<string, readonly string[]>): string {
  const cases = [...words].map(([path, next]) => `    '${path}') words='${next.join(' ')}' ;;`).join('\n');
  const groups = [...words.keys()].filter((path) => path !== '').map((path) => `'${path}'`);
  const start = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
  return `${start}_countersign() {
  local path='' word words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "\${path:+$path }$word" in
    ${groups.join(' | ')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _countersign countersign
`;
}
