import type { JetStreamManager } from '@nats-io/jetstream';
import { mirrorName } from '@countersign/contracts';
import type { LogFeed } from '@countersign/event-log';
import { compareMirror } from './divergence.js';
import { ensureMirror } from './mirror.js';
import type { MirrorOptions } from './mirror.js';

/**
 * Makes a mirror again that has lost messages, empty, for its relay to fill: sequences are given once, so that holes
 * cannot be mended. One that differs from its log is left as it is, for that takes a new epoch.
 * @returns how many messages were missing; 0 when there was nothing to do
 */
export async function renewDamagedMirror(
  jsm: JetStreamManager,
  feed: LogFeed,
  options: MirrorOptions,
): Promise<number> {
  const standing = await compareMirror(jsm, feed);
  if (standing.kind === 'diverged' || standing.missing === 0) return 0;
  await jsm.streams.delete(mirrorName(feed.name));
  await ensureMirror(jsm, feed.name, options);
  return standing.missing;
}
