import { KeysModule } from './keys.module.js';
import type { SigningKeys } from './signing-keys.js';
import { UnreadableKeys } from './sealed-key.js';

/** Keys whose preparation fails so, one after the other, and then succeeds. */
function starting(...failures: Error[]) {
  let attempts = 0;
  const prepare = () => {
    const failure = failures[attempts++];
    return failure ? Promise.reject(failure) : Promise.resolve();
  };
  const module = new KeysModule({ prepare } as unknown as SigningKeys);
  return { start: () => module.onModuleInit(), attempts: () => attempts };
}

describe('the start of the request service', () => {
  it('fails when its secret opens no key, and says which setting that is', async () => {
    const { start, attempts } = starting(new UnreadableKeys('ticket'), new Error('never reached'));
    await expect(start()).rejects.toThrow(/TICKET_KEY_SECRET is not the secret they were made with/);
    expect(attempts()).toBe(1);
  });

  it('waits for a database that does not answer', async () => {
    const { start, attempts } = starting(new Error('connection refused'));
    await start();
    expect(attempts()).toBe(2);
  });
});
