export const shells = ['bash', 'zsh'] as const;
export type Shell = (typeof shells)[number];

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
