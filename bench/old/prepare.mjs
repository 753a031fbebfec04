// An earlier commit, built in a folder of its own, so that a bench can run it and this one in turns.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Folders with a lock file: where both clones have the same lock, the installation of this clone serves both. The root
 * comes last, because its installation also installs nats-server where that is missing.
 */
const INSTALLATIONS = [join('tools', 'nats'), ''];

/** Runs a program to its end; what it prints goes to standard error, because standard output belongs to the results. */
function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] });
  if (error) throw new Error(`${command} cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}; it says why above.`);
}

function lockOf(folder) {
  return readFileSync(join(folder, 'package-lock.json'), 'utf8');
}

function install(root, folder) {
  for (const part of INSTALLATIONS) {
    const [ours, theirs] = [join(root, part), join(folder, part)];
    if (lockOf(ours) === lockOf(theirs))
      symlinkSync(join(ours, 'node_modules'), join(theirs, 'node_modules'));
    else run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], theirs);
  }
}

/**
 * Checks a commit out into a temporary folder (a git worktree) and builds it there.
 * @returns the folder, and what removes it again
 * @throws Error when git does not have the commit (a shallow clone), or it cannot be built
 */
export function prepareOld(root, commit) {
  const parent = mkdtempSync(join(tmpdir(), 'countersign-bench-old-'));
  const folder = join(parent, 'clone');
  const remove = () => {
    spawnSync('git', ['worktree', 'remove', '--force', folder], { cwd: root, stdio: 'ignore' });
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    // PostgreSQL, which runs as another user, passes through.
    chmodSync(parent, 0o711);
    run('git', ['worktree', 'add', '--quiet', '--detach', folder, commit], root);
    install(root, folder);
    run(process.execPath, [join('tools', 'build.mjs')], folder);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}
