import { rotateKey } from '@countersign/request-server';
import type { NewKey } from '@countersign/request-server';
import type { Command } from './command-line.js';
import type { MigrateConfig } from './config.js';
import { withDatabase } from './operator-connections.js';

/**
 * Makes new signing keys (see docs/operations.md); the running instances follow by themselves.
 * @returns what became of it, a sentence for each key
 * @throws Error without TICKET_KEY_SECRET, or with one that opens none of the keys there are
 */
export async function rotateKeys(
  config: MigrateConfig,
  { purposes, now, revokesOlder }: Extract<Command, { kind: 'rotate-keys' }>,
): Promise<string[]> {
  const { TICKET_KEY_SECRET: secret } = config;
  if (!secret)
    throw new Error('rotate-keys needs TICKET_KEY_SECRET, the same as the request service is given.');
  return withDatabase(config, async (admin) => {
    const sentences: string[] = [];
    for (const purpose of purposes) {
      const key = await rotateKey(admin, purpose, { secret, now, revokesOlder });
      sentences.push(inWords(key, revokesOlder));
    }
    return sentences;
  });
}

function inWords({ kid, signsFrom, isNewSecret }: NewKey, revokesOlder: boolean): string {
  const made = `The key ${kid} signs from ${signsFrom.toISOString()}.`;
  if (isNewSecret)
    return `${made} It is under a new TICKET_KEY_SECRET: the former keys count until every request service has been restarted with that.`;
  return `${made} ${revokesOlder ? 'The older keys are not accepted any more.' : 'It is published from now on.'}`;
}
