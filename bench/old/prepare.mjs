// Builds an earlier commit in a separate folder, so that a bench can run both builds interleaved.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Folders with a lock file. If both clones have the same lock file, both use the packages of this clone. The root comes
 * last, because its installation also installs a missing nats-server.
 */
const INSTALLATIONS = [join('tools', 'nats'), ''];

/** Runs a program to its end, with its output on standard error, because standard output is for the results. */
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
    const ours = join(root, part);
    const theirs = join(folder, part);
    if (lockOf(ours) === lockOf(theirs))
      symlinkSync(join(ours, 'node_modules'), join(theirs, 'node_modules'));
    else run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], theirs);
  }
}

/**
 * Checks a commit out into a temporary folder (a git worktree) and builds it there.
 * @returns the folder, and a function that removes it
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
    // PostgreSQL runs as another user and needs access.
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
