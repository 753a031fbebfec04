import type { KeyPurpose } from './sealed-key.js';

/** There are keys, and the secret opens none of them: a wrong secret, never a reason to make new keys. */
export class UnreadableKeys extends Error {
  constructor(purpose: KeyPurpose) {
    super(
      `None of the ${purpose} signing keys in the database can be decrypted: TICKET_KEY_SECRET is not the one they ` +
        'were made with. Give it the former value; if that is lost, run "migrate rotate-keys --revoke-older".',
    );
    this.name = 'UnreadableKeys';
  }
}
