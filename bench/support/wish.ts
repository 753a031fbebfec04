import { repositoryRoot } from '@countersign/servers';

/** The options of a bench. */
export interface BenchWish {
  /** Folder of an earlier commit's build, which runs interleaved with this build. */
  old?: string;
  /** Turns of each contender; by default the bench decides. */
  rounds?: number;
  /** Whether a turn waits until other programs are quiet, and is repeated if they were not. */
  quiet?: boolean;
}

/** A built clone of the product, and its name in tables. */
export interface Build {
  name: 'new' | 'old';
  root: string;
}

/**
 * The options that the runner passed to this process. The bench, and with it the services that it started, ends when the
 * runner ends.
 */
export function readWish(): BenchWish {
  if (process.channel) {
    process.once('disconnect', () => process.exit(1));
    process.channel.unref();
  }
  return JSON.parse(process.argv[2] ?? '{}') as BenchWish;
}

/** This clone, and the earlier clone if the options name one. */
export function buildsOf({ old }: BenchWish): Build[] {
  const builds: Build[] = [{ name: 'new', root: repositoryRoot() ?? '.' }];
  return old === undefined ? builds : [{ name: 'old', root: old }, ...builds];
}
