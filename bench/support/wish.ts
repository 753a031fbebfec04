import { repositoryRoot } from '@countersign/servers';

/** What a bench is asked for, besides its name. */
export interface BenchWish {
  /** The clone of an earlier commit, built; it runs in turns with this one. */
  old?: string;
  /** How often each contender has its turn; without it the bench decides. */
  rounds?: number;
  /** Whether a turn waits until other programs leave the machine alone, and is repeated when they did not. */
  quiet?: boolean;
}

/** A clone of the product that is built, and its name in tables. */
export interface Build {
  name: 'new' | 'old';
  root: string;
}

/**
 * The wish that the runner handed to this process. A bench that has one ends when the runner does: the services that
 * it started end with it.
 */
export function readWish(): BenchWish {
  if (process.channel) {
    process.once('disconnect', () => process.exit(1));
    process.channel.unref();
  }
  return JSON.parse(process.argv[2] ?? '{}') as BenchWish;
}

/** This clone and, where the wish names one, an earlier one. */
export function buildsOf({ old }: BenchWish): Build[] {
  const builds: Build[] = [{ name: 'new', root: repositoryRoot() ?? '.' }];
  return old === undefined ? builds : [{ name: 'old', root: old }, ...builds];
}
